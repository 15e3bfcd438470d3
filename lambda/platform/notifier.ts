/** One message to people and programs. */
export interface Notice {
  /** One line of printable ASCII, at most 99 characters. */
  readonly subject: string;
  /** Plain text, for people. */
  readonly text: string;
  /** The same as JSON, for programs. */
  readonly json: string;
}

/** The port for notifications: SNS in AWS, the terminal on a laptop. */
export interface Notifier {
  /** Throws when the notification cannot be sent; a later run tries again. */
  notify(notice: Notice): Promise<void>;
}
