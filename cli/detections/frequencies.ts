/** Counts how often each text occurs. */
export class Frequencies {
  readonly #counts = new Map<string, number>();

  add(text: string): void {
    this.#counts.set(text, this.of(text) + 1);
  }

  /** How often it occurred. */
  of(text: string): number {
    return this.#counts.get(text) ?? 0;
  }

  /** The most frequent texts, most frequent first; equal ones in order of arrival. */
  top(most: number): (readonly [text: string, count: number])[] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  }
}
