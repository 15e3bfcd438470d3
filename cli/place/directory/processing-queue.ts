/** Processes captures one after the other while more are archived. A failure stops neither, and is thrown at the end. */
export class ProcessingQueue {
  readonly #failures: unknown[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly process: (key: string) => Promise<unknown>) {}

  /** Puts a capture at its end. */
  add(key: string): void {
    const work = () => this.process(key);
    this.#last = this.#last.then(work).then(
      () => {},
      (error: unknown) => void this.#failures.push(error),
    );
  }

  /** Waits until all captures are processed. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Throws the first failure, if there was any. */
  throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
