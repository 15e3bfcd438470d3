import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const CORES = ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive', 'lake', 'rules', 'alerts'];
const BELOW_CLI = [...CORES, 'collect', 'process', 'configuration', 'queries', 'simulators'];
// Imports run one way: each room may use itself, the rooms below it, and those that its own row names.
const ROOMS: readonly (readonly [room: string, pattern: RegExp, mayImport: readonly string[]])[] = [
  ['errors', /^lambda\/errors$/, []],
  ['names', /^lambda\/names$/, []],
  ['schema', /^lambda\/schema\//, ['names']],
  ['platform', /^lambda\/platform\//, ['errors', 'names', 'schema']],
  // The registry of source kinds.
  ['kinds', /^lambda\/sources\/kinds$/, ['sources']],
  ['sources', /^lambda\/sources\//, ['errors', 'names', 'schema', 'platform']],
  ['archive', /^lambda\/archive\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds']],
  ['lake', /^lambda\/lake\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive']],
  // What the author of a detection imports.
  ['rules', /^lambda\/rules\//, ['names', 'schema']],
  [
    'alerts',
    /^lambda\/alerts\//,
    ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive', 'lake', 'rules'],
  ],
  ['collect', /^lambda\/collect\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive', 'lake']],
  ['process', /^lambda\/process\//, CORES],
  ['detections', /^detections\//, ['rules', 'alerts']],
  ['entry points', /^lambda\/[a-z]+\.lambda$/, [...CORES, 'collect', 'process', 'detections']],
  // cdk.json, readable without the CDK.
  ['configuration', /^lib\/(detection-config|configuration-(error|fields)|stack-names|own-version)$/, ['schema']],
  // SQL for both query engines.
  ['queries', /^queries\//, ['errors', 'schema']],
  ['simulators', /^simulators\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds']],
  ['cli', /^cli\//, BELOW_CLI],
  ['lib', /^lib\//, ['configuration', 'queries', 'names', 'schema', 'kinds']],
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
    ...text.matchAll(/\brequire\('(\.[^']+)'\)/g),
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
