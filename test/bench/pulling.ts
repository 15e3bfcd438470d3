import { systemClock } from '../../lambda/platform/clock';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DAY_MS } from '../../lambda/schema/days';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { PantherSource } from '../../lambda/sources/panther/panther-source';
import type { PullSource } from '../../lambda/sources/pull-source';
import type { PullKind } from '../../lambda/sources/pullers';
import { startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { startPantherSimulator } from '../../simulators/panther/simulator';
import { demoSecret } from '../demo-secret';
import type { Measured } from './measured';
import { collectorFloor, overPages } from './pages';
import { exchangeAll } from './panther-exchange';

interface Simulator {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** How a kind of source is served, collected, and what its collector cannot do without. */
export interface Pulling {
  serve(eventsPerDay: number): Promise<Simulator>;
  open(baseUrl: string): PullSource;
  floor(baseUrl: string, archive: ObjectStore): Promise<Measured>;
}

/** How far back a collector that begins looks. */
export const LOOKBACK_DAYS = 180;

/** The kinds of sources that are asked. */
export const PULLING: Readonly<Record<PullKind, Pulling>> = {
  atlassian: {
    serve: (eventsPerDay) => startAtlassianSimulator({ eventsPerDay }),
    open: (apiBaseUrl) =>
      new AtlassianSource({
        apiBaseUrl,
        secret: demoSecret('atlassian', apiBaseUrl),
        clock: systemClock,
        random: Math.random,
      }),
    floor: (_baseUrl, archive) => overPages(archive, collectorFloor('atlassian')),
  },
  panther: {
    serve: (eventsPerDay) => startPantherSimulator({ eventsPerDay, queryMs: 0, now: Date.now }),
    open: (apiHost) =>
      new PantherSource({ secret: demoSecret('panther', apiHost), clock: systemClock, random: Math.random }),
    floor: (baseUrl) => exchangeAll(baseUrl, Date.now() - LOOKBACK_DAYS * DAY_MS),
  },
};
