import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { archiveLifecycle, archivePolicy, lakeLifecycle, lakePolicy } from '../../lib/bucket-settings';
import { propertiesAt, type SynthesisedStack, synthesise } from './synthesised-stack';

const common = { deploymentTrail: { enabled: true, createCloudTrail: true } };
const ARCHIVE = 'keepwatch-archive-1';
const LAKE = 'keepwatch-lake-1';

/** Every resource but the two buckets and their policies, with both named as in the stack that adopts them. */
function withoutBuckets({ resources }: SynthesisedStack): unknown {
  const rest = Object.entries(resources).filter(([place]) => !/^(Archive|Lake)\//.test(place));
  const independent = rest.map(([place, { DependsOn, ...resource }]) => {
    const others = DependsOn?.filter((one) => !/^<(Archive|Lake)\//.test(one));
    return [place, { ...resource, ...(others && { DependsOn: others }) }];
  });
  const named = JSON.stringify(Object.fromEntries(independent))
    .replaceAll(/<Archive\/Bucket(\.Arn)?>/g, (_, arn) => `${arn ? 'arn:<AWS::Partition>:s3:::' : ''}${ARCHIVE}`)
    .replaceAll(/<Lake\/Bucket(\.Arn)?>/g, (_, arn) => `${arn ? 'arn:<AWS::Partition>:s3:::' : ''}${LAKE}`);
  return JSON.parse(named);
}

describe('a stack that adopts the buckets of an earlier one', () => {
  it('is the same stack without buckets: permissions, rules, tables and functions name the adopted ones', () => {
    // Prepare
    const own = synthesise({ keepwatch: common });

    // Act
    const adopting = synthesise({
      keepwatch: { ...common, archive: { bucketName: ARCHIVE }, lake: { bucketName: LAKE } },
    });

    // Assess
    expect(Object.keys(own.resources)).toEqual(expect.arrayContaining(['Archive/Bucket', 'Lake/Bucket/Policy']));
    expect(adopting.resources).toEqual(withoutBuckets(own));
    const said = Annotations.fromStack(adopting.stack).findInfo(
      '*',
      Match.stringLikeRegexp('doctor --stack Keepwatch$'),
    );
    expect(said).toHaveLength(1);
    expect(Annotations.fromStack(own.stack).findInfo('*', Match.anyValue())).toEqual([]);
  });

  it('may make a new lake from an adopted archive', () => {
    // Act
    const { resources } = synthesise({ keepwatch: { archive: { bucketName: ARCHIVE } } });

    // Assess
    expect(Object.keys(resources).filter((place) => /^(Archive|Lake)\//.test(place))).toEqual([
      'Lake/Bucket',
      'Lake/Bucket/Policy',
    ]);
  });
});

describe('the settings that doctor demands of an adopted bucket are those of a bucket of the stack', () => {
  const archive = 'Archive/Bucket';
  const lake = 'Lake/Bucket';
  const rulesOf = (place: string) => propertiesAt(synthesise(), place).LifecycleConfiguration;
  const statementsOf = (place: string) => propertiesAt(synthesise(), `${place}/Policy`).PolicyDocument;

  it.each([
    ['archive', archive, archivePolicy(`<${archive}.Arn>`)],
    ['lake', lake, lakePolicy(`<${lake}.Arn>`)],
  ])('the policy of the %s', (_, place, expected) => {
    expect(statementsOf(place)).toEqual({ Version: '2012-10-17', Statement: expected });
  });

  it.each([
    ['archive', archive, archiveLifecycle(1827)],
    ['lake', lake, lakeLifecycle(1827, 30)],
  ])('the lifecycle rules of the %s', (_, place, expected) => {
    expect(rulesOf(place)).toEqual({ Rules: expected.map(inTemplate) });
  });
});

/** A rule as CloudFormation spells it. */
function inTemplate({ ID, Filter, Status, Expiration, ...rest }: ReturnType<typeof archiveLifecycle>[number]) {
  const { NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rest;
  return {
    Id: ID,
    ...(Filter.Prefix === '' ? {} : { Prefix: Filter.Prefix }),
    Status,
    ...('Days' in Expiration ? { ExpirationInDays: Expiration.Days } : Expiration),
    ...(NoncurrentVersionExpiration ? { NoncurrentVersionExpiration } : {}),
    ...(AbortIncompleteMultipartUpload ? { AbortIncompleteMultipartUpload } : {}),
  };
}
