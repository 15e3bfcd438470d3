import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line that a person reads, and where it is. */
export interface ProseLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** The lines of a Markdown document, without its blocks of code. */
export function documentLines(file: string): readonly ProseLine[] {
  return linesOf(file, blank(readFileSync(file, 'utf8'), /^```.*?^```/gms));
}

/** The comments and sentences in a TypeScript file. A string without a space is a name, not a sentence. */
export function codeLines(file: string): readonly ProseLine[] {
  const code = readFileSync(file, 'utf8');
  const comments = [...code.matchAll(COMMENT)];
  const strings = [...blank(code, COMMENT).matchAll(STRING)].filter(([text]) => text.includes(' '));
  return [...comments, ...strings].flatMap((found) => {
    const first = code.slice(0, found.index).split('\n').length;
    return blank(found[0], INSERTED)
      .split('\n')
      .map((text, i) => ({ file, line: first + i, text }));
  });
}

/** The TypeScript files in a folder, at any depth. */
export function codeIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

// An address has no space before its //.
const COMMENT = /\/\*.*?\*\/|(?<=^|\s)\/\/ .*?$/gms;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

// Code within a template, not text.
const INSERTED = /\$\{[^}]*\}/g;

function linesOf(file: string, text: string): readonly ProseLine[] {
  return text.split('\n').map((line, i) => ({ file, line: i + 1, text: line }));
}

function blank(text: string, what: RegExp): string {
  return text.replaceAll(what, (found) => found.replaceAll(/[^\n]/g, ' '));
}
