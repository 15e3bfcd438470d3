import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findPlaces, type Place, parseCode, replaceAt } from './code-pattern';
import type { Mutation } from './mutation';

const parsed = new Map<string, { readonly code: string; readonly program: unknown }>();

/** The file with the mutation's place, and its code with the fault. Throws when the pattern does not fit exactly one place. */
export function mutate(mutation: Mutation): { readonly file: string; readonly code: string } {
  const places = filesIn(mutation.in).flatMap((file) => {
    const { code, program } = read(file);
    return findPlaces(program, mutation.find).map((place): [string, string, Place] => [file, code, place]);
  });
  const [found] = places;
  if (found === undefined || places.length > 1) {
    throw new Error(
      `The mutation "${mutation.name}" fits ${places.length} places in ${mutation.in}, and must fit one: ${mutation.find}`,
    );
  }
  const [file, code, place] = found;
  return { file, code: replaceAt(code, place, mutation.at, mutation.replace) };
}

function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(path, name));
}

function read(file: string) {
  const known = parsed.get(file);
  if (known) return known;
  const code = readFileSync(file, 'utf8');
  const read = { code, program: parseCode(code) };
  parsed.set(file, read);
  return read;
}
