import { type ConfigurationContext, readConfiguration } from '../../lib/config';
import { ConfigurationError } from '../../lib/configuration-error';
import { DETECTION_NAMES } from '../detection-names';

/** What is wrong with a configuration, one line each; nothing when it can be deployed. */
export function problemsOf(
  context: ConfigurationContext,
  { names = DETECTION_NAMES, region }: { readonly names?: typeof DETECTION_NAMES; readonly region?: string } = {},
): readonly string[] {
  try {
    readConfiguration(context, names, region);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
