import { ALERT_MUTATIONS } from './alert-mutations';
import { COLLECT_MUTATIONS } from './collect-mutations';
import { COMMAND_MUTATIONS } from './command-mutations';
import { LAKE_MUTATIONS } from './lake-mutations';
import type { Mutation } from './mutation';
import { SOURCE_MUTATIONS } from './source-mutations';

/** All mutations, by what they break. */
export const MUTATIONS: readonly Mutation[] = [
  ...COLLECT_MUTATIONS,
  ...SOURCE_MUTATIONS,
  ...LAKE_MUTATIONS,
  ...ALERT_MUTATIONS,
  ...COMMAND_MUTATIONS,
];
