import { ApiUnavailableError } from '../../lambda/errors';
import { type Clock, systemClock } from '../../lambda/platform/clock';
import type { SecretReader } from '../../lambda/platform/secrets';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import type { LocalPipeline, LocalRun } from '../place/directory/pipeline';
import { progressBar } from '../terminal/progress';
import type { TerminalLogger } from '../terminal/terminal-logger';

/** An API that is really asked, be it a simulator's. */
export interface SourceAccess {
  readonly kind: PullKind;
  /** Where it is, as a person calls it. */
  readonly place: string;
  /** For kinds that can be told so. */
  readonly apiBaseUrl?: string | undefined;
  readonly secret: SecretReader;
}

/** Runs the pipeline against an API, with progress on the terminal. */
export class SourceRunner {
  constructor(
    private readonly pipeline: LocalPipeline,
    private readonly logger: TerminalLogger,
    /** Called after each run: the terminal is free for what was told meanwhile. */
    private readonly onEnd: () => void,
  ) {}

  /** One run until caught up. Throws what the run throws, and `ApiUnavailableError` when the API asks to wait for long. */
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
    // A source reads its credential once, so every run has its own.
    const source = PULLERS[kind].open({ apiBaseUrl, secret, clock, random: Math.random });
    try {
      const run = await this.pipeline.run({ kind, pullSource: source, sweep, onPage: progress.onPage });
      if (run.ending.kind === 'throttled') {
        const until = new Date(run.ending.until).toISOString();
        throw new ApiUnavailableError(
          `${place} asks to wait until ${until}. Nothing is lost: run again then, and it goes on from here.`,
        );
      }
      if (run.ending.kind === 'out-of-time') {
        throw new ApiUnavailableError(
          `${place} has worked on one query for too long. Nothing is lost: run again later, and it goes on from here.`,
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
