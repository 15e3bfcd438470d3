/** The port to where a source's credential is kept: Secrets Manager in AWS, the environment on a laptop. */
export interface SecretReader {
  /** What a message may call the secret: its name, never its value. */
  readonly name: string;
  /** The value as it is now, read anew at every call. */
  read(): Promise<string>;
}
