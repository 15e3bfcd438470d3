import { DOCUMENTS } from './documents';
import { codeIn, codeLines, documentLines, type ProseLine } from './prose';

// Constructions over which readers stumble, and what to write instead. None is a matter of taste: each has a standard word.
const REFUSED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bsave (that|those|where|when|in|what|by)\b/, 'except'],
  [/\bbut for\b/, 'except'],
  [/(?<!\bwhich \w+ )\bof which\b/i, 'start a new sentence'],
  [/\bwhoever\b/i, 'anybody who, or name the person'],
  [/\bwhy says\b/i, 'to see why, run'],
  [/\bwhether [^.,]* says\b/i, 'run … to see whether'],
  [/\b(is|are) due\b/i, 'expected, or must'],
  [/(?<!\bthere )\b(is|are) none\b/i, 'is not a …, or has no …'],
  [/(?<!\b(there|here|where) )\bis no (?!longer\b|more\b|less\b|later\b)[a-z]\w*/i, 'is not a …'],
  [/\b(tell|tells|told|telling)\b/i, 'notify, report or say'],
  [/\bmend(s|ed|ing|able)?\b/i, 'fix or repair'],
  [/\bgone\b/i, 'missing or deleted'],
  [/\bstands?\b(?! (for|alone))/i, 'is'],
  [/\bheed(s|ed|ing)?\b/i, 'follow, or react to'],
  [/\b(thereof|wherein|whereof|whither|whence)\b/i, 'plain words'],
];

// Each was read and is right as it is.
const EXCEPTIONS: readonly { readonly file: RegExp; readonly text: RegExp; readonly reason: string }[] = [
  {
    file: /^lib\/source-secret\.ts$/,
    text: /Replace the placeholder as docs\/runbook\.md tells/,
    reason: 'an update of a deployed secret could overwrite its credential',
  },
];

function refused(lines: readonly ProseLine[]): string[] {
  return lines.flatMap(({ file, line, text }) =>
    EXCEPTIONS.some((exception) => exception.file.test(file) && exception.text.test(text))
      ? []
      : REFUSED.filter(([pattern]) => pattern.test(text)).map(
          ([pattern, instead]) => `${file}:${line}: "${pattern.exec(text)?.[0]}", use: ${instead}`,
        ),
  );
}

const FOLDERS = ['bin', 'cli', 'detections', 'lambda', 'lib', 'queries', 'simulators'];

describe('plain English', () => {
  it('is what the patterns refuse the opposite of', () => {
    const wrong = ['a text is due, not an object', 'It is no date such as 2027-01-31.', 'Why says keepwatch doctor'];
    const right = [
      'There is no lake here.',
      'It stands for the source.',
      'to see why, run keepwatch doctor',
      'if there is none',
    ];
    const found = [...wrong, ...right].map((text) => refused([{ file: 'x', line: 1, text }]).length > 0);
    expect(found).toEqual([...wrong.map(() => true), ...right.map(() => false)]);
  });

  it.each(DOCUMENTS)('is the language of %s', (file) => {
    expect(refused(documentLines(file))).toEqual([]);
  });

  it.each(FOLDERS)('is the language of help, errors, alarms and comments in %s', (folder) => {
    expect(codeIn(folder).flatMap((file) => refused(codeLines(file)))).toEqual([]);
  });
});
