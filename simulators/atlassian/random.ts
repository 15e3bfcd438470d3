/**
 * Numbers that look random and are a pure function of a seed and an index: the sfc32 generator. Its 128 bits of state
 * hold seed and index side by side, so no two indexes of one seed share a state: with the 32 bits of smaller
 * generators, a backlog of a million events would repeat a hundred ids.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, index: number) {
    this.a = seed | 0;
    this.b = index | 0;
    this.c = Math.floor(index / 2 ** 32) | 0;
    // Neighbouring indexes start almost alike; the author of sfc32 mixes twelve rounds before the first draw.
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** A whole number from 0 up to, not including, `below`. */
  integer(below: number): number {
    return Math.floor((this.next() / 2 ** 32) * below);
  }

  /** True in about `share` of all draws: 0.2 is one in five. */
  chance(share: number): boolean {
    return this.next() / 2 ** 32 < share;
  }

  /** One entry of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.integer(list.length)] ?? list[0];
  }

  /** A UUID of version 4. */
  uuid(): string {
    const hex = this.hex() + this.hex() + this.hex() + this.hex();
    const variant = (8 + (parseInt(hex.charAt(16), 16) & 3)).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  private hex(): string {
    return this.next().toString(16).padStart(8, '0');
  }

  private next(): number {
    const word = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + word) | 0;
    return word >>> 0;
  }
}
