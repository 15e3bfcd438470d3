import { type ParserOptions, parse, parseExpression } from '@babel/parser';

/**
 * A search in code by its shape. In a pattern, `$name` stands for any expression, name or property, the same one each time;
 * `$$name` in a list stands for any number of arguments, properties or statements. Neither spaces nor types count, so a
 * renamed variable breaks no pattern.
 */
export type CodePattern = string;

/** A place that fits a pattern, and what its placeholders stand for. */
export interface Place {
  readonly span: Span;
  readonly placeholders: ReadonlyMap<string, Span>;
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** The parser leaves parentheses out of a span. */
  readonly isParenthesized: boolean;
}

type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string };
type Placeholders = ReadonlyMap<string, readonly SyntaxNode[]>;

const PARSER: ParserOptions = {
  sourceType: 'module',
  plugins: ['typescript'],
  // A pattern may begin anywhere in a class or a function.
  errorRecovery: true,
  allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true,
};
const POSITIONS = new Set(['type', 'start', 'end', 'loc', 'range', 'extra', 'errors', 'comments', 'importKind']);
const COMMENTS = new Set(['leadingComments', 'innerComments', 'trailingComments']);

/** Parses a file of the product. Throws when it is not TypeScript. */
export function parseCode(code: string): unknown {
  return parse(code, { ...PARSER, errorRecovery: false }).program;
}

/** All places in a parsed file that fit a pattern. */
export function findPlaces(program: unknown, pattern: CodePattern): readonly Place[] {
  const wanted = parsePattern(pattern);
  return [...matchesIn(program, wanted)].map(([nodes, found]) => ({
    span: spanOf(nodes),
    placeholders: new Map([...found].map(([name, bound]) => [name, spanOf(bound)])),
  }));
}

/** Code with a place replaced: as a whole, or at one of its placeholders. Placeholders in the new code keep their old code. */
export function replaceAt(code: string, place: Place, placeholder: string | undefined, replacement: string): string {
  const target = placeholder === undefined ? place.span : place.placeholders.get(placeholder);
  if (target === undefined) throw new Error(`The pattern has no placeholder ${placeholder}.`);
  const inserted = replacement.replace(/\$\$?[a-z]\w*/gi, (name) => {
    const kept = place.placeholders.get(name);
    if (kept === undefined) throw new Error(`The pattern has no placeholder ${name}.`);
    const text = code.slice(kept.start, kept.end);
    return kept.isParenthesized ? `(${text})` : text;
  });
  return code.slice(0, target.start) + inserted + code.slice(target.end);
}

// An expression, or statements that follow each other.
function parsePattern(pattern: CodePattern): SyntaxNode | readonly unknown[] {
  try {
    return toNode(parseExpression(pattern, { ...PARSER, errorRecovery: true }));
  } catch {
    return parse(pattern, PARSER).program.body;
  }
}

function* matchesIn(
  value: unknown,
  wanted: SyntaxNode | readonly unknown[],
): Iterable<[readonly SyntaxNode[], Placeholders]> {
  if (Array.isArray(value)) {
    if (Array.isArray(wanted)) {
      for (let start = 0; start + wanted.length <= value.length; start += 1) {
        for (let end = start + 1; end <= value.length; end += 1) {
          const part = value.slice(start, end);
          const found = matchLists(wanted, part, new Map());
          if (found) yield [part.filter(isNode), found];
        }
      }
    }
    for (const each of value) yield* matchesIn(each, wanted);
  } else if (isNode(value)) {
    const found = isNode(wanted) ? match(wanted, value, new Map()) : undefined;
    if (found) yield [[value], found];
    for (const [name, child] of Object.entries(value)) {
      if (!POSITIONS.has(name) && !COMMENTS.has(name)) yield* matchesIn(child, wanted);
    }
  }
}

function match(wanted: unknown, actual: unknown, found: Placeholders): Placeholders | undefined {
  const placeholder = placeholderOf(wanted);
  if (placeholder?.startsWith('$') && !placeholder.startsWith('$$')) {
    return isNode(actual) ? bind(placeholder, [actual], found) : undefined;
  }
  if (Array.isArray(wanted)) return Array.isArray(actual) ? matchLists(wanted, actual, found) : undefined;
  if (typeof wanted !== 'object' || wanted === null) return wanted === actual ? found : undefined;
  if (typeof actual !== 'object' || actual === null) return undefined;
  const [pattern, node] = [new Map(Object.entries(wanted)), new Map(Object.entries(actual))];
  if (pattern.get('type') !== node.get('type')) return undefined;
  let matched: Placeholders | undefined = found;
  for (const [name, part] of pattern) {
    // What a pattern leaves out, such as types and an `else`, may be there.
    if (POSITIONS.has(name) || COMMENTS.has(name) || part === undefined || part === null) continue;
    matched = match(part, node.get(name), matched);
    if (matched === undefined) return undefined;
  }
  return matched;
}

function matchLists(
  wanted: readonly unknown[],
  actual: readonly unknown[],
  found: Placeholders,
): Placeholders | undefined {
  const [first, ...others] = wanted;
  if (wanted.length === 0) return actual.length === 0 ? found : undefined;
  const placeholder = placeholderOf(first);
  if (!placeholder?.startsWith('$$')) {
    const matched = actual.length === 0 ? undefined : match(first, actual[0], found);
    return matched && matchLists(others, actual.slice(1), matched);
  }
  for (let length = 0; length <= actual.length; length += 1) {
    const bound = bind(placeholder, actual.slice(0, length).filter(isNode), found);
    const matched = bound && matchLists(others, actual.slice(length), bound);
    if (matched) return matched;
  }
  return undefined;
}

function bind(name: string, nodes: readonly SyntaxNode[], found: Placeholders): Placeholders | undefined {
  const before = found.get(name);
  if (before === undefined || name === '$$') return new Map(found).set(name, nodes);
  return matchLists(before, nodes, new Map()) ? found : undefined;
}

// The name of a placeholder, whether it stands for an expression, a property or a statement.
function placeholderOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node.name).startsWith('$') ? String(node.name) : undefined;
  if (node.type === 'ExpressionStatement') return placeholderOf(node.expression);
  const isShorthand = node.type === 'ObjectProperty' && node.shorthand === true;
  return isShorthand ? placeholderOf(node.key) : undefined;
}

function spanOf(nodes: readonly SyntaxNode[]): Span {
  const extra = nodes.length === 1 ? nodes[0]?.extra : undefined;
  return {
    start: Number(nodes[0]?.start ?? 0),
    end: Number(nodes.at(-1)?.end ?? 0),
    isParenthesized: typeof extra === 'object' && extra !== null && 'parenthesized' in extra,
  };
}

function toNode(value: unknown): SyntaxNode {
  if (!isNode(value)) throw new Error('The parser answered no syntax tree.');
  return value;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
