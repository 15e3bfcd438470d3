/** The port to where a source's credential is kept: Secrets Manager in AWS, the environment on a laptop. */
export interface SecretReader {
  /** What a message may call it: where it is kept, never what it is. */
  readonly name: string;
  /** How a person puts a credential there, as the end of a message. */
  readonly howToEnter: string;
  /** The value as it is now, read anew at every call. */
  read(): Promise<string>;
}

/** A secret that knows what it was when it was last read, so that nobody has to read it again to look at its date. */
export class RememberedSecret implements SecretReader {
  readonly name: string;
  readonly howToEnter: string;
  #last: string | undefined;

  constructor(private readonly secret: SecretReader) {
    this.name = secret.name;
    this.howToEnter = secret.howToEnter;
  }

  /** The value when it was last read; undefined before that. */
  get last(): string | undefined {
    return this.#last;
  }

  async read(): Promise<string> {
    this.#last = await this.secret.read();
    return this.#last;
  }
}
