import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const markdownIn = (folder: string, recursive: boolean) =>
  readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** Every document that a person reads: README.md and its neighbours, docs/ and .github/. */
export const DOCUMENTS: readonly string[] = [
  ...markdownIn('.', false),
  ...markdownIn('docs', true),
  ...markdownIn('.github', true),
].sort();
