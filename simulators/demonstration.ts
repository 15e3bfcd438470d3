/** How one kind of source is demonstrated without an account. */
export interface Demo {
  /** The credential that the simulator at a base URL accepts. It opens nothing else. */
  credential(baseUrl: string): Readonly<Record<string, string>>;
  /** Starts the simulator. */
  open(): Promise<Demonstration>;
}

/** A running simulator, and the texts of its demonstration. */
export interface Demonstration {
  readonly baseUrl: string;
  /** What the first run into an empty directory shows. */
  readonly introduction: string;
  /** What is simulated, as the subject of a sentence. */
  readonly subject: string;
  /** Makes something happen between two runs. */
  happen(): void;
  /** What that was, and what follows. */
  readonly happened: string;
  /** Why the second run may find nothing of it. */
  readonly foundBefore?: string;
  stop(): Promise<void>;
}
