/** The port for a source's credential: Secrets Manager in AWS, a file or the environment on a laptop. */
export interface SecretReader {
  /** Its name in messages: where it is, never its value. */
  readonly name: string;
  /** How a person enters a credential there, as the end of a message. */
  readonly howToEnter: string;
  /** The current value, read again on each call. */
  read(): Promise<string>;
}

/** A secret that remembers its last read value, so that its expiry date needs no second read. */
export class RememberedSecret implements SecretReader {
  readonly name: string;
  readonly howToEnter: string;
  #last: string | undefined;

  constructor(private readonly secret: SecretReader) {
    this.name = secret.name;
    this.howToEnter = secret.howToEnter;
  }

  /** The value of the last read; undefined before the first. */
  get last(): string | undefined {
    return this.#last;
  }

  async read(): Promise<string> {
    this.#last = await this.secret.read();
    return this.#last;
  }
}
