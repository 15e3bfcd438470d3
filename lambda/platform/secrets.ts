/** The port to where a source's credential is kept: Secrets Manager in AWS, the environment on a laptop. */
export interface SecretReader {
  /** What a message may call it: where it is kept, never what it is. */
  readonly name: string;
  /** How a person puts a credential there, as the end of a message. */
  readonly howToEnter: string;
  /** The value as it is now, read anew at every call. */
  read(): Promise<string>;
}
