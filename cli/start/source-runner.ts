import { ApiUnavailableError } from '../../lambda/errors';
import { type Clock, systemClock } from '../../lambda/platform/clock';
import type { SecretReader } from '../../lambda/platform/secrets';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import type { LocalPipeline, LocalRun } from '../place/directory/pipeline';
import { progressBar } from '../terminal/progress';
import type { TerminalLogger } from '../terminal/terminal-logger';

/** An API to poll: a real one or a simulator's. */
export interface SourceAccess {
  readonly kind: PullKind;
  /** The name of the API for messages. */
  readonly place: string;
  /** For kinds whose API address can be configured. */
  readonly apiBaseUrl?: string | undefined;
  readonly secret: SecretReader;
}

/** Runs the pipeline against an API, with progress on the terminal. */
export class SourceRunner {
  constructor(
    private readonly pipeline: LocalPipeline,
    private readonly logger: TerminalLogger,
    /** Called after each run, when the progress bar has left the terminal. */
    private readonly onEnd: () => void,
  ) {}

  /** Polls until caught up. Throws what the run throws, and `ApiUnavailableError` when the API asks for a long wait. */
  async run(
    title: string,
    { kind, place, apiBaseUrl, secret }: SourceAccess,
    sweep: 'daily' | 'every-run',
  ): Promise<LocalRun> {
    const progress = progressBar(title, systemClock.now);
    const clock: Clock = {
      now: systemClock.now,
      sleep(milliseconds) {
        progress.onWait(milliseconds);
        return systemClock.sleep(milliseconds);
      },
    };
    // A source reads its credential once, so each run opens a new one.
    const source = PULLERS[kind].open({ apiBaseUrl, secret, clock, random: Math.random });
    try {
      const run = await this.pipeline.run({ kind, pullSource: source, sweep, onPage: progress.onPage });
      if (run.ending.kind === 'throttled') {
        const until = new Date(run.ending.until).toISOString();
        throw new ApiUnavailableError(
          `${place} asks to wait until ${until}. Nothing is lost: to continue, run the same command then.`,
        );
      }
      if (run.ending.kind === 'out-of-time') {
        throw new ApiUnavailableError(
          `${place} did not finish a query in time. Nothing is lost: to continue, run the same command later.`,
        );
      }
      progress.complete();
      return run;
    } finally {
      progress.stop();
      this.logger.flush();
      this.onEnd();
    }
  }
}
