import type { Notice, Notifier } from '../../lambda/platform/notifier';
import { onOutput } from './colours';
import { terminalText } from './terminal-text';

const MOST_SHOWN = 10;

/** Tells on the terminal what SNS would send by email: the subject lines, once a progress bar has left. */
export class TerminalNotifier implements Notifier {
  readonly #subjects: string[] = [];

  async notify({ subject }: Notice): Promise<void> {
    this.#subjects.push(subject);
  }

  /** The lines to print of what was told since the last time. */
  takeLines(): readonly string[] {
    const subjects = this.#subjects.splice(0);
    const shown = subjects.slice(-MOST_SHOWN).map((subject) => onOutput.yellow(terminalText(subject, 100)));
    const more = subjects.length - shown.length;
    return more === 0 ? shown : [...shown, onOutput.dim(`and ${more.toLocaleString('en-US')} alerts more`)];
  }
}
