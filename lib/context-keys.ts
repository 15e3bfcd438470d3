import { nearName } from '../lambda/schema/near-name';
import { printableJson } from '../lambda/schema/printable';

/** The keys of the CDK context that configure Keepwatch. */
const CONTEXT_KEYS = ['keepwatch', 'alertEmail', 'stackName'];

/**
 * One line for each context key within two letters of one of ours. The CDK ignores a key that no code reads, so with
 * `-c alertMail=…` no alarm would reach anybody. Every other key belongs to the CDK or to a library.
 */
export function mistypedKeys(keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const near = CONTEXT_KEYS.includes(key) ? undefined : nearName(key, CONTEXT_KEYS);
    if (near === undefined) return [];
    const shown = /^\w+$/.test(key) ? key : printableJson(key);
    const advice =
      near === 'alertEmail'
        ? 'Or list recipients in cdk.json: keepwatch.alertEmails'
        : `Available: ${CONTEXT_KEYS.join(', ')}`;
    return [`${shown}: unknown context key (did you mean ${near}?). ${advice}`];
  });
}
