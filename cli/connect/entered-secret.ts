import type { SecretReader } from '../../lambda/platform/secrets';

/** A credential as somebody has just entered it. */
export function enteredSecret(text: string): SecretReader {
  return { name: 'your entry', howToEnter: 'Enter it again.', read: async () => text };
}
