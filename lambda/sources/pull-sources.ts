import type { PullKind } from '../names';
import { AtlassianSource, type AtlassianSourceOptions } from './atlassian/atlassian-source';
import type { PullSource } from './pull-source';

/** A source of the given kind, ready to be polled. */
export function openPullSource(kind: PullKind, options: AtlassianSourceOptions): PullSource {
  switch (kind) {
    case 'atlassian':
      return new AtlassianSource(options);
  }
}
