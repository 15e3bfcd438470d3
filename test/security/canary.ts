import { inspect } from 'node:util';

/** An API key that cannot be mistaken, and whose characters every way of writing text writes differently. */
export const CANARY = 'cAn4rY8sParrOw"k+7/q%w\\Qx=Zb9vT2LpRfE6uJh3';

// Long enough that no other text holds them by accident; short enough to find an excerpt of the key.
const EXCERPT = 8;

/** As plain text, whatever was done to its special characters: between them, and in base64, an excerpt remains. */
const FORMS: readonly string[] = [
  ...excerptsOf(CANARY),
  // In base64 the place of a text within three bytes makes three forms of it; their ends depend on the neighbours.
  ...[0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + CANARY).toString('base64');
    const own = encoded.slice(4, -4);
    return excerptsOf(own).concat(excerptsOf(own.replaceAll('+', '-').replaceAll('/', '_')));
  }),
];

function excerptsOf(text: string): string[] {
  return Array.from({ length: text.length - EXCERPT + 1 }, (_, at) => text.slice(at, at + EXCERPT));
}

/** Where the key, or an excerpt of it, stands in a text, with what surrounds it; undefined where it does not. */
export function canaryIn(text: string): string | undefined {
  const at = FORMS.map((form) => text.indexOf(form)).find((found) => found >= 0);
  return at === undefined ? undefined : text.slice(Math.max(0, at - 80), at + 80);
}

/** A value with all that hangs on it: causes, stacks, properties that printing leaves out. */
export function everythingOf(value: unknown): string {
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
}
