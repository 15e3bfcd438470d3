/** Lets two processes go on at the same instant, so that they compete for the same capture. */
export class Meeting {
  readonly #everybody: Promise<void>;
  #release = () => {};
  #missing: number;

  constructor(members: number) {
    this.#missing = members;
    this.#everybody = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** One has come, or will not come any more; resolves when nobody is missing. */
  arrive(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#release();
    return this.#everybody;
  }
}
