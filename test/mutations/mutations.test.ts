import { readFileSync } from 'node:fs';
import { MUTATIONS } from './mutations';

describe('the mutation', () => {
  // Trying them all takes minutes and has a command of its own; that they still fit the product is told at once.
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))('"%s" fits its file', (_name, mutation) => {
    const text = readFileSync(mutation.file, 'utf8');
    const times = mutation.edits.map(([find]) => text.split(find).length - 1);
    expect(times).toEqual(mutation.edits.map(() => 1));
  });
});
