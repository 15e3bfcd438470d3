/** Where a referee works. */
export interface RefereeContext {
  /** Folder that outlives the run, for programs that are installed once: see `installOnce`. All referees share it. */
  readonly cache: string;
  /** Empty folder of this referee alone. It is removed after the run, and kept if the referee failed. */
  readonly folder: string;
  /** File in `folder` for the output of programs. */
  readonly log: string;
  /** Prints a line below the referee's own: a measured figure, a limit, a listed exception. */
  note(line: string): void;
}

/** A program that others wrote, and that judges Keepwatch as AWS would. */
export interface Referee {
  /** Its name on the command line. */
  readonly name: string;
  /** What it judges, in one line. */
  readonly what: string;
  /**
   * Installs what it needs and judges. Returns its findings, one line each; none if it agrees.
   * @throws MendableError if a program is missing that the machine must have
   */
  judge(context: RefereeContext): Promise<readonly string[]>;
}
