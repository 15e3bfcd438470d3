import { JsonText, setField } from './json-text';

// A quick look for numbers that may not be exact. It may take a text for one, and is right on nearly every page.
// What repeats is bounded: V8 may remember each step of a repetition, and gives up beyond 64 MB of them.
const PERHAPS_INEXACT = /(?:^|[[:,\s])-?(?:[\d.]{16}|[\d.]{1,15}[eE][+-]?(?:\d{16}|\d{1,15}(?:[\s,\]}]|$)))/;
const DECIMAL = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
// No double is written that long; and what an API sends as one number may be megabytes.
const LONGEST_EXACT = 400;

/**
 * Parses JSON without merging what differs: a number that JavaScript would round, and an inner object in which a name
 * stands twice, become `JsonText`. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseExactly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return PERHAPS_INEXACT.test(json) || countNames(value) < countNameEnds(json) ? parseTokens(json) : value;
}

// Names in the parsed value: of one that stood twice, one.
function countNames(value: unknown): number {
  let names = 0;
  const rest = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inside: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (inside !== next) names += inside.length;
    for (const inner of inside) if (typeof inner === 'object' && inner !== null) rest.push(inner);
  }
  return names;
}

// As many as there are names, or more: a text within quotes can hold what looks like the end of a name.
function countNameEnds(json: string): number {
  let ends = 0;
  for (let colon = json.indexOf(':'); colon !== -1; colon = json.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (isBlank(json[before])) before -= 1;
    if (json[before] === '"') ends += 1;
  }
  return ends;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

/** A list or an object that is being read. */
interface Open {
  readonly begin: number;
  readonly value: unknown[] | Record<string, unknown>;
  name: string | undefined;
  repeatsName: boolean;
}

// Of a text that is known to be JSON. Works off a list of its own, since records nest as deep as their sender likes.
function parseTokens(json: string): unknown {
  const token = /[^,:\s]/g;
  const open: Open[] = [];
  let result: unknown;
  const put = (value: unknown) => {
    const into = open.at(-1);
    if (into === undefined) result = value;
    else if (Array.isArray(into.value)) into.value.push(value);
    else if (into.name !== undefined) {
      into.repeatsName ||= Object.hasOwn(into.value, into.name);
      setField(into.value, into.name, value);
      into.name = undefined;
    }
  };
  for (let found = token.exec(json); found !== null; found = token.exec(json)) {
    const [text] = found;
    if (text === '{' || text === '[') {
      open.push({ begin: found.index, value: text === '[' ? [] : {}, name: undefined, repeatsName: false });
    } else if (text === '}' || text === ']') {
      const closed = open.pop();
      // The outermost is what holds the records, not one of them: of it the last of two counts, as it does for everybody.
      if (closed?.repeatsName && open.length > 0)
        put(new JsonText('object', json.slice(closed.begin, token.lastIndex)));
      else put(closed?.value);
    } else if (text === '"') {
      token.lastIndex = endOfString(json, found.index);
      const string: string = JSON.parse(json.slice(found.index, token.lastIndex));
      const into = open.at(-1);
      if (into && !Array.isArray(into.value) && into.name === undefined) into.name = string;
      else put(string);
    } else {
      token.lastIndex = endOfWord(json, found.index);
      const word = json.slice(found.index, token.lastIndex);
      put(/^[-\d]/.test(word) ? exactNumber(word) : JSON.parse(word));
    }
  }
  return result;
}

// A number, true, false or null.
function endOfWord(json: string, beginning: number): number {
  const end = /[,\]}\s]|$/g;
  end.lastIndex = beginning;
  return end.exec(json)?.index ?? json.length;
}

function endOfString(json: string, opening: number): number {
  let closing = json.indexOf('"', opening + 1);
  while (isEscaped(json, closing)) closing = json.indexOf('"', closing + 1);
  return closing + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function exactNumber(text: string): number | JsonText {
  const number = Number(text);
  const isExact = text.length <= LONGEST_EXACT && decimal(text) === decimal(String(number)) && isSafe(text, number);
  return isExact ? number : new JsonText('number', text);
}

// Beyond 2^53 most readers of JSON round an integer, even one that happens to be a double.
function isSafe(text: string, number: number): boolean {
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text);
}

// The digits that count and where the point stands among them: the same for 1.50, 15e-1 and 1.5.
function decimal(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const counting = digits.replace(/0+$/, '');
  const point = Number(exponent) + digits.length - fraction.length;
  return counting === '' ? '0' : `${text.startsWith('-') ? '-' : ''}${counting} ${point}`;
}
