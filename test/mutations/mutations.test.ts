import { readFileSync } from 'node:fs';
import { mutate } from './apply-mutation';
import { parseCode } from './code-pattern';
import { MUTATIONS } from './mutations';

// `npm run test:mutations` runs the tests against each of them. Here, each one only has to find its place.
test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))('mutation: %s', (_name, mutation) => {
  const { file, code } = mutate(mutation);
  expect(code).not.toBe(readFileSync(file, 'utf8'));
  expect(() => parseCode(code)).not.toThrow();
});
