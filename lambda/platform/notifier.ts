/** One message, for whoever reads it. */
export interface Notice {
  /** One line of printable ASCII, at most 99 characters. */
  readonly subject: string;
  /** Plain text, for people. */
  readonly text: string;
  /** The same as JSON, for programs. */
  readonly json: string;
}

/** The port to whoever is to be told: SNS in AWS, the terminal on a laptop. */
export interface Notifier {
  /** Throws when it cannot be told; then it is tried again. */
  notify(notice: Notice): Promise<void>;
}
