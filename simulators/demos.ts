import type { PullKind } from '../lambda/sources/pullers';
import { atlassianDemo } from './atlassian/demo';
import type { Demo } from './demonstration';
import { pantherDemo } from './panther/demo';

/** The demonstrations. A kind of source need not have one. */
export const DEMOS: Readonly<Partial<Record<PullKind, Demo>>> = { atlassian: atlassianDemo, panther: pantherDemo };
