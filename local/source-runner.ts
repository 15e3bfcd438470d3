import { ApiUnavailableError } from '../lambda/errors';
import { type Clock, systemClock } from '../lambda/platform/clock';
import type { SecretReader } from '../lambda/platform/secrets';
import { AtlassianSource } from '../lambda/sources/atlassian/atlassian-source';
import type { LocalPipeline, LocalRun } from './pipeline';
import { progressBar } from './progress';
import type { TerminalLogger } from './terminal-logger';

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
    api: { readonly apiBaseUrl: string; readonly secret: SecretReader },
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
    const source = new AtlassianSource({ ...api, clock, random: Math.random });
    try {
      const run = await this.pipeline.run(source, sweep, progress.onPage);
      if (run.ending.kind === 'throttled') {
        const until = new Date(run.ending.until).toISOString();
        throw new ApiUnavailableError(
          `${api.apiBaseUrl} asks to wait until ${until}. Nothing is lost: run again then, and it goes on from here.`,
        );
      }
      return run;
    } finally {
      progress.stop();
      this.logger.flush();
      this.onEnd();
    }
  }
}
