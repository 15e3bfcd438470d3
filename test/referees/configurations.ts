import type { SynthesisContext } from '../lib/synthesised-stack';
import { CUSTOMER_KEY } from '../security/deployed-policies';

/** A configuration whose template the referees judge. */
export interface JudgedConfiguration {
  readonly name: string;
  readonly context: SynthesisContext;
}

/** A source's name of the longest length that is allowed, different for each number. */
const longName = (number: number) => `source-${number}-`.padEnd(40, 'x');
const twelve = Array.from({ length: 12 }, (_, i) => ({ name: longName(i + 1) }));
const trail = { enabled: true };

/** The account to which the judged templates belong. */
export const JUDGED_ACCOUNT = '111122223333';

/** Each configuration is judged in both: two stacks with one name, in two regions of one account. */
export const JUDGED_REGIONS = ['eu-central-1', 'us-east-1'] as const;

/** What users configure, and the extremes of it. */
export const JUDGED_CONFIGURATIONS: readonly JudgedConfiguration[] = [
  { name: 'one source', context: {} },
  {
    name: 'twelve sources with the longest names, and the trail',
    context: { keepwatch: { sources: twelve, deploymentTrail: trail } },
  },
  {
    name: 'Panther and Atlassian, and a CloudTrail trail of its own',
    context: {
      stackName: 'Audit-Evidence',
      keepwatch: {
        sources: [
          { name: 'atlassian-main' },
          { name: 'atlassian-existing-secret', secretName: 'security/atlassian', secretKmsKeyArn: CUSTOMER_KEY },
          { name: 'panther-main', kind: 'panther' },
        ],
        deploymentTrail: { enabled: true, createCloudTrail: true },
      },
    },
  },
  {
    name: 'quiet days',
    context: { keepwatch: { sources: [{ name: 'office', quietDays: ['SATURDAY', 'SUNDAY'] }] } },
  },
  { name: 'COMPLIANCE', context: { keepwatch: { archive: { lockMode: 'COMPLIANCE' }, deploymentTrail: trail } } },
  {
    name: 'adopted buckets and secret',
    context: {
      keepwatch: {
        archive: { bucketName: 'audit-archivebucket1a2b3c4d-5e6f7a8b9c0d' },
        lake: { bucketName: 'audit-lakebucket1a2b3c4d-5e6f7a8b9c0d' },
        sources: [{ name: 'atlassian-main', secretName: 'audit/atlassian-main' }],
        deploymentTrail: { enabled: true, createCloudTrail: true },
      },
    },
  },
  { name: 'search off', context: { keepwatch: { search: { enabled: false } } } },
];
