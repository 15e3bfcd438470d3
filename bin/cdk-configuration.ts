import type { BucketConfiguration } from '../cli/configuration/bucket-configuration';
import { cdkContext } from '../cli/configuration/cdk-context';
import { detectionNames, loadDetections } from '../cli/detections/load-detections';
import type { SourceAccess } from '../cli/place/source-access';
import { type KeepwatchConfiguration, readConfiguration } from '../lib/config';
import { sourceSecretName } from '../lib/stack-names';

/** The sources that `cdk.json` configures. Throws `ConfigurationError` or `DetectionsInvalidError`. */
export function configuredSources(): readonly SourceAccess[] {
  const { sources, stackName } = configuration();
  return sources.map((source) => ({
    ...source,
    secretName: source.secretName ?? sourceSecretName(stackName, source.name),
  }));
}

/** What `cdk.json` demands of the buckets. Throws `ConfigurationError` or `DetectionsInvalidError`. */
export function configuredBuckets(): BucketConfiguration {
  const { archive, search } = configuration();
  return { ...archive, resultDays: search.enabled ? search.resultDays : undefined };
}

function configuration(): KeepwatchConfiguration {
  return readConfiguration(
    { keepwatch: cdkContext(['keepwatch']), stackName: cdkContext(['stackName']) },
    detectionNames(loadDetections()),
  );
}
