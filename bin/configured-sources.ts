import { cdkContext } from '../cli/configuration/cdk-context';
import { detectionNames, loadDetections } from '../cli/detections/load-detections';
import type { SourceAccess } from '../cli/place/source-access';
import { readConfiguration } from '../lib/config';
import { sourceSecretName } from '../lib/stack-names';

/** The sources that `cdk.json` configures. Throws `ConfigurationError` or `DetectionsInvalidError`. */
export function configuredSources(): readonly SourceAccess[] {
  const { sources, stackName } = readConfiguration(
    { keepwatch: cdkContext(['keepwatch']), stackName: cdkContext(['stackName']) },
    detectionNames(loadDetections()),
  );
  return sources.map((source) => ({
    ...source,
    secretName: source.secretName ?? sourceSecretName(stackName, source.name),
  }));
}
