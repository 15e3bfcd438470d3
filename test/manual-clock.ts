import type { Clock } from '../lambda/platform/clock';

/** A clock that moves only when somebody sleeps or moves it. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];

  constructor(private time = Date.parse('2026-11-22T10:00:00.000Z')) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
