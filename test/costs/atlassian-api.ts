import type { HttpGet } from '../../lambda/platform/http';
import type { ManualClock } from '../manual-clock';
import { ASSUMPTIONS } from './assumptions';
import type { AuditFeed } from './audit-feed';
import { waiting } from './waiting';

const MINUTE_MS = 60_000;

/** Answers requests for events-stream from a feed, and 429 to those that are too many in a minute. */
export function atlassianApi(feed: AuditFeed, clock: ManualClock): HttpGet {
  let taken: readonly number[] = [];
  return (url) =>
    waiting(clock, ASSUMPTIONS.apiMilliseconds.value, async () => {
      taken = taken.filter((time) => time > clock.now() - MINUTE_MS);
      const [oldest = 0] = taken;
      if (taken.length >= ASSUMPTIONS.apiRequestsAMinute.value) {
        const seconds = Math.ceil((oldest + MINUTE_MS - clock.now()) / 1000);
        return { status: 429, headers: new Headers({ 'retry-after': String(seconds) }), body: new Uint8Array() };
      }
      taken = [...taken, clock.now()];
      const body = new TextEncoder().encode(feed.page(url.searchParams, clock.now()));
      return { status: 200, headers: new Headers(), body };
    });
}
