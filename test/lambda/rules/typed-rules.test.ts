import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** Rules, or other parts of a detection, by whether they compile. */
const SNIPPETS: readonly (readonly [name: string, compiles: boolean, code: string])[] = [
  ['an entry of a context that may be missing', false, 'rule: (event) => event.attributes.context[0].id === "x"'],
  ['an entry that may be missing', false, 'rule: (event) => event.attributes.context?.[0].id === "x"'],
  ['an entry, asked for with care', true, 'rule: (event) => event.attributes.context?.[0]?.id === "x"'],
  [
    'a loop over what may be missing',
    false,
    'rule: (event) => { for (const e of event.attributes.context) return !e; return false; }',
  ],
  [
    'a loop with a fallback',
    true,
    'rule: (event) => { for (const e of event.attributes.context ?? []) return !e; return false; }',
  ],
  [
    'entries that may be null',
    false,
    'rule: (event) => (event.attributes.context ?? []).some((entry) => entry.id === "x")',
  ],
  [
    'entries, null or not',
    true,
    'rule: (event) => (event.attributes.context ?? []).some((entry) => entry?.id === "x")',
  ],
  ['an actor that may be missing', false, 'rule: (event) => event.attributes.actor.email === "x"'],
  ['an email that may be missing', false, 'rule: (event) => event.attributes.actor?.email.endsWith("x") === true'],
  ['an email, asked for with care', true, 'rule: (event) => event.attributes.actor?.email?.endsWith("x") === true'],
  ['a message that may be missing', false, 'rule: (event) => event.message.content === "x"'],
  ['a place that may be missing', false, 'rule: (event) => event.attributes.location.ip === "x"'],
  ['a field that there is not', false, 'rule: (event) => event.actor === "x"'],
  [
    'free-form attributes, as if their shape were known',
    false,
    'rule: (event) => event.attributes.context?.[0]?.attributes.email === "x"',
  ],
  [
    'free-form attributes, by deepText',
    true,
    'rule: (event) => deepText(event, "attributes", "context", 0, "attributes", "email") === "x"',
  ],
  ['a change of the event', false, 'rule: (event) => { event.attributes.action = "x"; return true; }'],
  ['a rule that says a text', false, 'rule: (event) => event.attributes.action'],
  ['a rule that is async', false, 'rule: async (event) => event.attributes.action === "x"'],
  ['a severity that there is not', false, 'severityOf: () => "URGENT"'],
  ['a log type that there is not', false, 'logTypes: ["Okta.SystemLog"]'],
  ['a field of a detection that there is not', false, 'treshold: 3'],
  [
    'a mistyped field in a test case',
    false,
    'tests: [{ name: "x", match: true, event: { attributes: { actoin: "x" } } }]',
  ],
  [
    'a test case of part of an event',
    true,
    'tests: [{ name: "x", match: true, event: { attributes: { context: [null] } } }]',
  ],
  [
    'parameters of Panther, as if their shape were known',
    false,
    'logTypes: ["Panther.Audit"], rule: (event) => event.actionParams.input.name === "x"',
  ],
  [
    'parameters of Panther, by actionParam',
    true,
    'logTypes: ["Panther.Audit"], rule: (event) => actionParam(event, "name") === "x"',
  ],
  [
    'a field of one of two log types',
    false,
    'logTypes: ["Atlassian.Audit", "Panther.Audit"], rule: (event) => event.actionName === "x"',
  ],
  [
    'a field of one of two log types, which is asked for',
    true,
    'logTypes: ["Atlassian.Audit", "Panther.Audit"], rule: (event) => event.p_log_type === "Panther.Audit" && event.actionName === "x"',
  ],
];

/** A detection that compiles without the snippet, whose fields win over its own. */
const sourceOf = (code: string) => `
  import { deepText } from ${JSON.stringify(join(ROOT, 'lambda/rules/deep-get'))};
  import { defineDetection } from ${JSON.stringify(join(ROOT, 'lambda/rules/define-detection'))};
  import { actionParam } from ${JSON.stringify(join(ROOT, 'lambda/rules/panther-params'))};
  export const used = [deepText, actionParam];
  export default defineDetection({
    id: 'Test.Compiles', name: 'x', severity: 'LOW', description: 'x', runbook: 'x',
    ${code.includes('logTypes:') ? '' : "logTypes: ['Atlassian.Audit'],"}
    ${code.includes('tests:') ? '' : 'tests: [],'}
    ${code},
  });
`;

describe('a newcomer’s rule, by the compiler', () => {
  let folder: string;
  let errors: ReadonlyMap<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keepwatch-types-'));
    const compilerOptions = { typeRoots: [join(ROOT, 'node_modules/@types')], types: ['node'] };
    const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    for (const [i, [, , code]] of SNIPPETS.entries()) writeFileSync(join(folder, `s${i}.ts`), sourceOf(code));

    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(tsc, ['--project', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });

    // A line for each error; what follows, indented, says more of it.
    const lines = stdout.split('\n').filter((line) => /^\S/.test(line));
    errors = new Map(lines.map((line) => [/^(s\d+)\.ts\(/.exec(line)?.[1] ?? line, line]));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(SNIPPETS.map(([name, compiles], i) => ({ name, compiles, i })))('$name: $compiles', ({ compiles, i }) => {
    expect(errors.get(`s${i}`)).toEqual(compiles ? undefined : expect.stringMatching(/error TS\d+/));
  });

  it('has no other errors', () => {
    expect([...errors].filter(([place]) => !/^s\d+$/.test(place))).toEqual([]);
  });
});
