import type { Notice, Notifier } from '../lambda/platform/notifier';

/** Remembers what it was told. */
export class MemoryNotifier implements Notifier {
  readonly notices: Notice[] = [];

  async notify(notice: Notice): Promise<void> {
    this.notices.push(notice);
  }

  /** Ids of the alerts that were told, in order. */
  get alertIds(): string[] {
    return this.notices.map(({ json }) => String(JSON.parse(json).alert_id));
  }
}
