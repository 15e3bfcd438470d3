import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cdkContext } from '../../../cli/configuration/cdk-context';
import {
  configuredDetections,
  DETECTIONS_FOLDER,
  DetectionsInvalidError,
  detectionNames,
  loadDetections,
  writeDetectionIndex,
} from '../../../cli/detections/load-detections';
import { SettingError } from '../../../lambda/errors';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keepwatch-detections-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const RIGHT = {
  id: "'Acme.Right'",
  name: "'Something happened'",
  logTypes: "['Atlassian.Audit']",
  severity: "'LOW'",
  description: "'It looks for something.'",
  runbook: "'Ask.'",
  actions: "['something_happened']",
  tests: '[]',
};

/** The text of a detection's file, with some fields changed, added, or left out. */
function fileOf(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const fields = Object.entries({ ...RIGHT, ...changes }).flatMap(([name, code]) =>
    code === undefined ? [] : [`${name}: ${code},`],
  );
  const module = JSON.stringify(resolve('lambda/rules/define-detection'));
  return `import { defineDetection } from ${module};\nexport default defineDetection({ ${fields.join(' ')} });\n`;
}

function problems(): readonly string[] {
  try {
    loadDetections(folder);
    return [];
  } catch (error) {
    if (!(error instanceof DetectionsInvalidError)) throw error;
    expect(error.message).toBe(['Invalid detections:', ...error.problems].join('\n'));
    return error.problems;
  }
}

describe('a folder of detections', () => {
  it('is read with all that is below it, in order of the files', () => {
    put('own.ts', fileOf({ id: "'Acme.Own'" }));
    put('pack/deeper/b.ts', fileOf({ id: "'Acme.B'" }));
    put('pack/a.ts', fileOf({ id: "'Acme.A'" }));
    put('index.js', 'export const DETECTIONS = [];');
    put('README.md', 'Not one.');

    const located = loadDetections(folder);

    expect(located.map(({ file, detection }) => [file, detection.id])).toEqual([
      ['detections/own.ts', 'Acme.Own'],
      ['detections/pack/a.ts', 'Acme.A'],
      ['detections/pack/deeper/b.ts', 'Acme.B'],
    ]);
    expect(detectionNames(located)).toEqual({ ids: ['Acme.Own', 'Acme.A', 'Acme.B'], packs: ['own', 'pack'] });
  });

  it('can be empty', () => {
    expect(loadDetections(folder)).toEqual([]);
  });

  it('is by default that of the repository', () => {
    expect(DETECTIONS_FOLDER).toBe(resolve('detections'));
    expect(loadDetections().length).toBeGreaterThan(30);
  });
});

describe('an invalid file', () => {
  it.each<[string, string, RegExp]>([
    ['is empty', '', /^detections\/bad\.ts: no default export: end the file with export default defineDetection/],
    ['exports it by a name', `${fileOf().replace('export default', 'export const detection =')}`, /no default export/],
    ['does not parse', 'export default defineDetection({', /^detections\/bad\.ts: cannot load it: /],
    ['throws', "throw new Error('not today');", /^detections\/bad\.ts: cannot load it: not today$/],
    ['throws a text', "throw 'not today';", /^detections\/bad\.ts: cannot load it: not today$/],
    [
      'imports what is not there',
      "import './nothing';",
      /^detections\/bad\.ts: cannot load it: .*Cannot find module '\.\/nothing'.*$/,
    ],
    ['exports a text', "export default 'detection';", /^detections\/bad\.ts: expected a detection: end the file with/],
    ['exports null', 'export default null;', /^detections\/bad\.ts: expected a detection: end the file with/],
    ['exports a list', 'export default [];', /^detections\/bad\.ts: expected a detection: end the file with/],
  ])('is named, with what to do, when it %s', (_name, text, expected) => {
    put('bad.ts', text);
    put('good.ts', fileOf());
    expect(problems()).toEqual([expect.stringMatching(expected)]);
  });

  const oneTest = "[{ name: 'x', match: true, event: {} }]";
  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['no id', { id: undefined }, /^detections\/bad\.ts: id: expected a text such as/],
    ['an id of one word', { id: "'Right'" }, /\(Right\): id: expected capitalised words/],
    ['an id in lower case', { id: "'acme.right'" }, /\(acme\.right\): id: expected capitalised words/],
    ['an id that climbs', { id: "'Acme.../x'" }, /\(Acme\.\.\.\/x\): id: expected capitalised words/],
    ['an id that is too long', { id: `'Acme.${'X'.repeat(80)}'` }, /: id: expected at most 80 characters/],
    ['an id that is a number', { id: '7' }, /\(7\): id: expected a text such as/],
    ['no name', { name: undefined }, /\(Acme\.Right\): name: expected one line that says what happened/],
    ['a name of two lines', { name: "'a\\nb'" }, /: name: expected one line/],
    ['an empty runbook', { runbook: "''" }, /: runbook: expected one line that says what to do/],
    ['no description', { description: undefined }, /: description: expected one line/],
    ['no log types', { logTypes: '[]' }, /: logTypes: expected at least one of Atlassian\.Audit, Panther\.Audit/],
    [
      'an unknown log type',
      { logTypes: "['Okta.SystemLog']" },
      /: logTypes\[0\]: expected one of Atlassian\.Audit, Panther\.Audit/,
    ],
    [
      'a severity in lower case',
      { severity: "'high'" },
      /: severity: expected one of INFO, LOW, MEDIUM, HIGH, CRITICAL/,
    ],
    ['a mistyped field', { treshold: '3' }, /\(Acme\.Right\): unknown field treshold; did you mean threshold\?$/],
    ['a threshold of 0', { threshold: '0' }, /: threshold: expected a whole number from 1 to 1000/],
    ['a threshold of 1001', { threshold: '1001' }, /: threshold: expected a whole number from 1 to 1000/],
    [
      'a threshold that is no whole number',
      { threshold: '1.5' },
      /: threshold: expected a whole number from 1 to 1000/,
    ],
    ['a threshold that is a text', { threshold: "'3'" }, /: threshold: expected a whole number from 1 to 1000/],
    ['a period of 0', { dedupPeriodMinutes: '0' }, /: dedupPeriodMinutes: expected a whole number from 1 to 10080/],
    ['a period of more than a week', { dedupPeriodMinutes: '10081' }, /: dedupPeriodMinutes: expected a whole number/],
    ['neither rule nor actions', { actions: undefined }, /\(Acme\.Right\): add rule or actions/],
    ['actions that are none', { actions: '[]' }, /: actions: expected at least one action id/],
    ['actions that are a text', { actions: "'x'" }, /: actions: expected a list of action ids/],
    ['a rule that is not a function', { rule: 'true' }, /: rule: expected a function of the event/],
    ['a title that is a text', { title: "'x'" }, /: title: expected a function of the event/],
    [
      'a reference by http',
      { reference: "'http://example.com'" },
      /: reference: expected an address that starts with https/,
    ],
    ['evidence that is unknown', { evidence: "'rumour'" }, /: evidence: expected payload, catalogue or unconfirmed/],
    [
      'evidence that is unconfirmed, and is on',
      { evidence: "'unconfirmed'" },
      /unconfirmed evidence must be off by default: add disabled/,
    ],
    ['no test cases', { tests: undefined }, /: tests: expected a list of test cases/],
    [
      'a test case without an expectation',
      { tests: "[{ name: 'x', event: {} }]" },
      /: tests\[0\]\.match: expected true or false/,
    ],
    [
      'a test case without an event',
      { tests: "[{ name: 'x', match: true }]" },
      /: tests\[0\]\.event: expected an object/,
    ],
  ])('is named, with its id, for %s', (_name, changes, expected) => {
    put('bad.ts', fileOf(changes));
    put('good.ts', fileOf({ id: "'Acme.Good'" }));
    expect(problems()).toEqual([expect.stringMatching(/^detections\/bad\.ts/)]);
    expect(problems()[0]).toMatch(expected);
  });

  it('gets all its problems at once', () => {
    put('bad.ts', fileOf({ severity: "'high'", threshold: '0' }));
    put('worse.ts', '');
    expect(problems().map((problem) => problem.slice(0, 44))).toEqual([
      'detections/bad.ts (Acme.Right): severity: ex',
      'detections/bad.ts (Acme.Right): threshold: e',
      'detections/worse.ts: no default export: end ',
    ]);
  });

  it.each([
    ['Acme.Right', 'Acme.Right'],
    ['Acme.Right', 'Acme.RIGHT'],
  ])('has the id of another one, in any case: %s and %s', (first, second) => {
    put('one.ts', fileOf({ id: `'${first}'` }));
    put('pack/two.ts', fileOf({ id: `'${second}'` }));
    expect(problems()).toEqual([
      `detections/pack/two.ts (${second}): detections/one.ts has the same id (case does not count); change one of them`,
    ]);
  });

  it('is not one with all optional fields, or without them', () => {
    put('least.ts', fileOf());
    put(
      'most.ts',
      fileOf({
        id: "'Acme.Jira.ProjectDeleted2'",
        falsePositives: "'None.'",
        reference: "'https://example.com/x'",
        tags: "['ATT&CK:T1098']",
        evidence: "'unconfirmed'",
        disabled: "'Nobody knows.'",
        threshold: '1000',
        dedupPeriodMinutes: '10080',
        tests: oneTest,
        actions: undefined,
        rule: '() => true',
        title: "() => 'x'",
        dedup: "() => 'x'",
        severityOf: "() => 'HIGH'",
        unique: "() => ['x']",
        alertContext: '() => ({})',
      }),
    );
    expect(problems()).toEqual([]);
  });
});

describe('the index', () => {
  const read = () => readFileSync(join(folder, 'index.js'), 'utf8');
  const write = () => writeDetectionIndex(loadDetections(folder), folder);

  it('lists every file, with the path that its alerts name', () => {
    put('own.ts', fileOf({ id: "'Acme.Own'" }));
    put('pack/a.ts', fileOf({ id: "'Acme.A'" }));

    expect(write()).toBe(true);

    expect(read()).toContain("import d0 from './own';\nimport d1 from './pack/a';\n");
    expect(read()).toContain(
      "  { file: 'detections/own.ts', detection: d0 },\n  { file: 'detections/pack/a.ts', detection: d1 },\n];\n",
    );
  });

  it('is written only when it has to be changed', () => {
    put('own.ts', fileOf());
    write();
    const long = new Date('2020-01-01T00:00:00Z');
    utimesSync(join(folder, 'index.js'), long, long);

    expect(write()).toBe(false);
    expect(statSync(join(folder, 'index.js')).mtime).toEqual(long);

    put('more.ts', fileOf({ id: "'Acme.More'" }));
    expect(write()).toBe(true);
    rmSync(join(folder, 'more.ts'));
    expect(write()).toBe(true);
    expect(read()).not.toContain('more');
  });

  it('can list nothing', () => {
    expect(write()).toBe(true);
    expect(read()).toContain('export const DETECTIONS = [\n];\n');
  });
});

describe('what cdk.json says of detections', () => {
  const located = loadDetections();
  const settings = (text: string) => {
    put('cdk.json', text);
    return configuredDetections(located, cdkContext(['keepwatch'], join(folder, 'cdk.json')));
  };
  const defaults = { packs: {}, overrides: {}, notifyDays: 7 };

  it.each<[string, object]>([
    ['{}', defaults],
    ['{"context":{}}', defaults],
    ['{"context":{"keepwatch":{}}}', defaults],
    ['{"context":{"keepwatch":{"detections":{}}}}', defaults],
    [
      '{"context":{"keepwatch":{"detections":{"packs":{"standard":false},"notifyDays":30}}}}',
      { ...defaults, packs: { standard: false }, notifyDays: 30 },
    ],
    ['{"context":{"keepwatch":"{\\"detections\\":{\\"notifyDays\\":3}}"}}', { ...defaults, notifyDays: 3 }],
  ])('is read as in the deployment: %s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });

  it.each<[string, RegExp]>([
    ['"all"', /^keepwatch\.detections: "all" is not allowed; use an object/m],
    ['{"pack":{}}', /^keepwatch\.detections\.pack: unknown field \(did you mean packs\?\)/m],
    ['{"packs":{"standart":false}}', /standart: unknown field \(did you mean standard\?\)/m],
    ['{"notifyDays":-1}', /^keepwatch\.detections\.notifyDays: -1 is not allowed; use a whole number of days/m],
    ['{"overrides":{"Atlassian.Org.AdminAded":{}}}', /did you mean Atlassian\.Org\.AdminAdded\?/m],
    [
      '{"overrides":{"Atlassian.Org.AdminAdded":{"treshold":5}}}',
      /treshold: unknown field \(did you mean threshold\?\)/,
    ],
    ['{"overrides":{"Atlassian.Org.AdminAdded":{"threshold":5000}}}', /threshold: 5000 is not allowed/m],
  ])('is refused when it is %s', (detections, expected) => {
    expect(() => settings(`{"context":{"keepwatch":{"detections":${detections}}}}`)).toThrow(expected);
  });

  it('is nothing that can be guessed when the file is not JSON', () => {
    const read = () => settings('{"context":{},}');
    expect(read).toThrow(SettingError);
    expect(read).toThrow(/^cdk\.json is not valid JSON: .*comma/);
  });
});
