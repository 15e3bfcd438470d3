/** Counts how often each text came. */
export class Frequencies {
  readonly #counts = new Map<string, number>();

  add(text: string): void {
    this.#counts.set(text, this.of(text) + 1);
  }

  /** How often it came. */
  of(text: string): number {
    return this.#counts.get(text) ?? 0;
  }

  /** Those that came most often, these first; of equals, the one that came first. */
  top(most: number): (readonly [text: string, count: number])[] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  }
}
