import type { PullKind } from '../names';
import type { Clock } from '../platform/clock';
import type { SecretReader } from '../platform/secrets';
import { AtlassianSource } from './atlassian/atlassian-source';
import { PantherSource } from './panther/panther-source';
import type { PullSource } from './pull-source';

/** What a source of any kind needs from outside. */
export interface PullSourceOptions {
  /** Where Atlassian's API is. That of Panther has an address for each customer, which stands in the secret. */
  readonly apiBaseUrl: string;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}

/** A source of the given kind, ready to be polled. */
export function openPullSource(kind: PullKind, { apiBaseUrl, ...options }: PullSourceOptions): PullSource {
  switch (kind) {
    case 'atlassian':
      return new AtlassianSource({ apiBaseUrl, ...options });
    case 'panther':
      return new PantherSource(options);
  }
}
