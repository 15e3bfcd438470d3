const WIDEST = 80;
const INDENT = 6;

/** As wide as help may be: it is read in terminals, and in pipes that are read in terminals. */
export function helpWidth(): number {
  return Math.min(process.stdout.columns || WIDEST, WIDEST);
}

/**
 * A help text with no line wider than `width`: paragraphs are filled again, commands go on behind a backslash as a shell takes
 * them, and a quoted argument goes on in its next line.
 */
export function fitHelp(text: string, width = helpWidth()): string {
  const fitted: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    const isTooWide = paragraph.some((line) => line.length > width);
    fitted.push(...(isTooWide ? fill(paragraph.join(' ').split(' '), width, '', '') : paragraph));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) {
      paragraph.push(line);
      continue;
    }
    endParagraph();
    fitted.push(...(line.length > width ? fitIndented(line, width) : [line]));
  }
  endParagraph();
  return fitted.join('\n');
}

/** An indented line: a command, or what explains one. */
function fitIndented(line: string, width: number): string[] {
  const [, indent = '', rest = ''] = /^(\s*)(.*)$/.exec(line) ?? [];
  if (!rest.includes('npx keepwatch')) return fill(rest.split(' '), width, indent, indent);
  return fill(rest.split(' '), width, indent, ' '.repeat(INDENT), ' \\');
}

/** Words in lines. `mark` ends a line that goes on, outside of quotes. */
function fill(words: readonly string[], width: number, first: string, next: string, mark = ''): string[] {
  const lines: string[] = [];
  let line = first;
  let quote = '';
  for (const word of words) {
    const isBeginning = line.trim() === '';
    const end = quote === '' ? mark : '';
    if (!isBeginning && line.length + 1 + word.length + mark.length > width) {
      // An option stays with its value.
      const [, before = line, option = ''] = end === '' ? [] : (/^(.*\S) (--[\w-]+)$/.exec(line) ?? []);
      lines.push(before + end);
      line = next + (option === '' ? '' : `${option} `) + word;
    } else {
      line += isBeginning ? word : ` ${word}`;
    }
    quote = openQuote(word, quote);
  }
  return [...lines, line];
}

function openQuote(word: string, open: string): string {
  let quote = open;
  for (const letter of word) {
    if (quote === '' && (letter === '"' || letter === "'")) quote = letter;
    else if (letter === quote) quote = '';
  }
  return quote;
}
