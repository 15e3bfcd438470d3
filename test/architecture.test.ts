import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const SOURCES = ['errors', 'names', 'schema', 'platform', 'sources', 'formats'];
const CORES = [...SOURCES, 'archive', 'lake', 'deep-get', 'rules', 'alerts'];
const BELOW_CLI = [
  ...CORES,
  'pullers',
  'own actions',
  'trail',
  'collect',
  'process',
  'configuration',
  'queries',
  'simulators',
  'demos',
];
// Imports run one way: a room may import itself and the rooms in its row. dependency-cruiser cannot replace this test: it
// parses with the JavaScript API of TypeScript, which TypeScript 7 does not have.
const ROOMS: readonly (readonly [room: string, pattern: RegExp, mayImport: readonly string[]])[] = [
  ['errors', /^lambda\/errors$/, []],
  ['names', /^lambda\/names$/, []],
  ['schema', /^lambda\/schema\//, ['names']],
  ['platform', /^lambda\/platform\//, ['errors', 'names', 'schema']],
  ['deep-get', /^lambda\/rules\/deep-get$/, []],
  // The registries: only they know the kinds of source by name.
  ['formats', /^lambda\/sources\/(formats|log-types|classifiers)$/, ['schema', 'sources', 'source kinds']],
  ['pullers', /^lambda\/sources\/pullers$/, ['sources', 'formats', 'source kinds']],
  ['sources', /^lambda\/sources\/[a-z-]+$/, ['errors', 'names', 'schema', 'platform']],
  // What an operator's command does to Keepwatch, which the deployment trail archives.
  ['own actions', /^lambda\/sources\/deployment\/own-action$/, []],
  [
    'source kinds',
    /^lambda\/sources\/[a-z]+\//,
    ['errors', 'names', 'schema', 'platform', 'sources', 'deep-get', 'own actions'],
  ],
  ['archive', /^lambda\/archive\//, SOURCES],
  ['lake', /^lambda\/lake\//, [...SOURCES, 'archive']],
  // What the author of a detection imports: helpers for one log type are part of its source.
  ['rule helpers', /^lambda\/rules\/(atlassian-entities|panther-params)$/, ['source kinds']],
  ['rules', /^lambda\/rules\//, ['names', 'schema', 'sources', 'formats', 'deep-get']],
  ['alerts', /^lambda\/alerts\//, [...SOURCES, 'archive', 'lake', 'rules']],
  // The deployment trail is one kind of source, and no other is collected like it.
  ['trail', /^lambda\/(collect\/archive-events|trail\.lambda)$/, [...CORES, 'collect', 'source kinds', 'own actions']],
  ['collect', /^lambda\/collect\//, [...SOURCES, 'archive', 'lake', 'pullers']],
  ['process', /^lambda\/process\//, CORES],
  ['detections', /^detections\//, ['rules', 'rule helpers', 'deep-get', 'alerts']],
  ['processor', /^lambda\/processor\.lambda$/, [...CORES, 'process', 'detections']],
  ['collector', /^lambda\/collector\.lambda$/, [...SOURCES, 'pullers', 'collect']],
  // cdk.json, readable without the CDK.
  [
    'configuration',
    /^lib\/(detection-config|configuration-(error|fields)|stack-names|own-version|bucket-settings)$/,
    ['names', 'schema'],
  ],
  // SQL for both query engines.
  ['queries', /^queries\//, ['errors', 'schema']],
  ['demos', /^simulators\/demos$/, ['pullers', 'simulators']],
  ['simulators', /^simulators\//, ['errors', 'names', 'schema', 'platform', 'sources']],
  ['cli', /^cli\//, BELOW_CLI],
  ['lib', /^lib\//, ['configuration', 'queries', 'names', 'schema', 'sources', 'formats', 'pullers', 'lake']],
  ['bin', /^bin\//, ['configuration', 'lib', 'cli', 'names', 'platform']],
];
// Where the AWS SDK may be used: its adapters, and where its clients are opened.
const AWS_PLACES =
  /^lambda\/(platform\/(s3-object-store|cloudwatch-metrics|secrets-manager|sns-notifier)|[a-z]+\.lambda)$|^cli\//;

const files = ['lambda', 'detections', 'queries', 'simulators', 'cli', 'lib', 'bin'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replace(/\.ts$/, '')),
);

function importsOf(file: string): string[] {
  const text = readFileSync(`${file}.ts`, 'utf8');
  const found = [
    ...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)';/gms),
    // What is loaded on use.
    ...text.matchAll(/\b(?:require|import)\('(\.[^']+)'\)/g),
  ];
  return found.map(([, target = '']) => (target.startsWith('.') ? normalize(join(dirname(file), target)) : target));
}

function roomOf(file: string) {
  return ROOMS.find(([, pattern]) => pattern.test(file));
}

describe('the architecture', () => {
  it('has a room for every file', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => !roomOf(file))).toEqual([]);
  });

  it.each(files)('lets %s import only from the rooms below it', (file) => {
    const [room = '', , mayImport = []] = roomOf(file) ?? [];
    const wrong = importsOf(file).filter((target) => {
      const targetRoom = roomOf(target)?.[0];
      if (targetRoom === undefined) return target.startsWith('@aws-sdk/') && !AWS_PLACES.test(file);
      return targetRoom !== room && !mayImport.includes(targetRoom);
    });
    expect(wrong).toEqual([]);
  });

  it('has nothing at the top of lambda/ but entry points, names and errors', () => {
    const names = readdirSync('lambda', { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(names.filter((name) => !/^([a-z]+\.lambda|names|errors)\.ts$/.test(name))).toEqual([]);
  });

  it('has no folder local/, whose name says where code runs and not what it does', () => {
    expect(existsSync('local')).toBe(false);
  });

  it('has no collective names: a file or folder is named after its one purpose', () => {
    const collective = /(^|[/.-])(utils?|helpers?|common|misc|shared)([/.-]|$)/;
    expect(files.filter((file) => collective.test(file))).toEqual([]);
  });

  it('has no file that only gathers exports: index is the generated list of detections alone', () => {
    const indexes = files.filter((file) => /(^|\/)index(\.d)?$/.test(file));
    expect(indexes.filter((file) => !/^detections\/index(\.d)?$/.test(file))).toEqual([]);
    // lambda/rules is the one place from which the author of a detection imports.
    const others = files.filter((file) => !file.startsWith('lambda/rules/'));
    const gathering = others.filter((file) => /^export (\*|\{[^}]*\}) from /m.test(readFileSync(`${file}.ts`, 'utf8')));
    expect(gathering).toEqual([]);
  });

  it('is described by a page that names only files and folders that exist', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    const named = [...page.matchAll(/`((?:bin|cli|detections|lambda|lib|queries|simulators|test)\/[\w./-]*)`/g)];
    const paths = named.map(([, path = '']) => path).filter((path) => !path.includes('COMMAND'));
    expect(paths.length).toBeGreaterThan(25);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('has no circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const target of importsOf(file)) if (files.includes(target)) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
