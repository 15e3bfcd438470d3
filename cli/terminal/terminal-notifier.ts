import type { Notice, Notifier } from '../../lambda/platform/notifier';
import { onOutput } from './colours';
import { terminalWidth } from './plain-table';
import { terminalText } from './terminal-text';

const MOST_SHOWN = 10;

/** Collects the subjects of the emails that SNS would send, to print them when no progress bar is on the terminal. */
export class TerminalNotifier implements Notifier {
  readonly #subjects: string[] = [];

  async notify({ subject }: Notice): Promise<void> {
    this.#subjects.push(subject);
  }

  /** The lines to print for the notifications since the last call. */
  takeLines(): readonly string[] {
    const subjects = this.#subjects.splice(0);
    const shown = subjects
      .slice(-MOST_SHOWN)
      .map((subject) => onOutput.yellow(terminalText(subject, Math.min(100, terminalWidth()))));
    const more = subjects.length - shown.length;
    return more === 0 ? shown : [...shown, onOutput.dim(`and ${more.toLocaleString('en-US')} more alerts`)];
  }
}
