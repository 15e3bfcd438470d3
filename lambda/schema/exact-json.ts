import { JsonText, setField } from './json-text';

// Finds numbers that JavaScript might round. A match within a string is possible and only costs time.
// Repetitions are bounded: V8 stores each step of a repetition and fails beyond 64 MB.
const PERHAPS_INEXACT = /(?:^|[[:,\s])-?(?:[\d.]{16}|[\d.]{1,15}[eE][+-]?(?:\d{16}|\d{1,15}(?:[\s,\]}]|$)))/;
const DECIMAL = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
// No double needs more characters, and a hostile API can send a number of megabytes.
const LONGEST_EXACT = 400;

/**
 * Parses JSON and keeps different values different: a number that JavaScript would round, and an inner object that repeats
 * a name, become `JsonText`. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseExactly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return PERHAPS_INEXACT.test(json) || countNames(value) < countNameEnds(json) ? parseTokens(json) : value;
}

// Names in the parsed value. A repeated name counts once.
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

// At least the number of names: a string can contain what looks like the end of a name.
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

/** An array or an object that is being read. */
interface Open {
  readonly begin: number;
  readonly value: unknown[] | Record<string, unknown>;
  name: string | undefined;
  repeatsName: boolean;
}

// Reads text that is known to be JSON. Uses a list instead of recursion, because records may nest to any depth.
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
      // The outermost object holds the records and is not one of them: its last value counts, as for every parser.
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

// Most JSON readers round integers beyond 2^53, even those that a double can represent.
function isSafe(text: string, number: number): boolean {
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text);
}

// The significant digits and the position of the point: equal for 1.50, 15e-1 and 1.5.
function decimal(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const counting = digits.replace(/0+$/, '');
  const point = Number(exponent) + digits.length - fraction.length;
  return counting === '' ? '0' : `${text.startsWith('-') ? '-' : ''}${counting} ${point}`;
}
