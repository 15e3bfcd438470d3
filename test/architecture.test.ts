import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const BELOW_LOCAL: readonly string[] = [
  ...['configuration', 'queries', 'errors', 'names', 'schema', 'platform'],
  ...['sources', 'kinds', 'archive', 'lake', 'detection', 'cores'],
];
// Imports run one way: each room may use itself, the rooms below it, and those that its own row names.
const ROOMS: readonly (readonly [room: string, pattern: RegExp, mayImport: readonly string[]])[] = [
  ['errors', /^lambda\/errors$/, []],
  ['names', /^lambda\/names$/, []],
  ['schema', /^lambda\/schema\//, ['names']],
  ['platform', /^lambda\/platform\//, ['errors', 'names', 'schema']],
  // What kinds of source there are, and what differs between them.
  ['kinds', /^lambda\/sources\/kinds$/, ['sources']],
  ['sources', /^lambda\/sources\//, ['errors', 'names', 'schema', 'platform']],
  ['archive', /^lambda\/archive\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds']],
  ['lake', /^lambda\/lake\//, ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive']],
  ['detection', /^lambda\/detection\//, ['errors', 'names', 'schema', 'platform']],
  [
    'cores',
    /^lambda\/(collect|last-run|read-on|keep-events|process|capture-rows|watch|tell|run-collector|run-processor|environment)$/,
    ['errors', 'names', 'schema', 'platform', 'sources', 'kinds', 'archive', 'lake', 'detection'],
  ],
  // Rules know what a detection is, and nothing of how it is run.
  ['detections', /^detections\//, ['detection']],
  [
    'entry points',
    /^lambda\/[a-z]+\.lambda$/,
    ['errors', 'names', 'platform', 'sources', 'kinds', 'detection', 'detections', 'cores'],
  ],
  // What cdk.json says, to be read without the CDK.
  ['configuration', /^lib\/(detection-config|configuration-(error|fields)|stack-names|own-version)$/, ['schema']],
  // Queries that come with Keepwatch, for whichever engine.
  ['queries', /^queries\//, ['errors', 'schema']],
  ['local', /^local\//, BELOW_LOCAL],
  ['cli', /^cli\//, [...BELOW_LOCAL, 'local']],
  ['lib', /^lib\//, ['configuration', 'queries', 'names', 'schema', 'kinds']],
  ['bin', /^bin\//, ['configuration', 'lib', 'local', 'cli', 'names', 'platform']],
];
// Where the AWS SDK may be used: its adapters, and where its clients are opened.
const AWS_PLACES =
  /^lambda\/(platform\/(s3-object-store|cloudwatch-metrics|secrets-manager|sns-notifier)|[a-z]+\.lambda)$|^cli\//;

const files = ['lambda', 'detections', 'queries', 'local', 'cli', 'lib', 'bin'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replace(/\.ts$/, '')),
);

function importsOf(file: string): string[] {
  const text = readFileSync(`${file}.ts`, 'utf8');
  return [...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)';/gms)].map(([, target = '']) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  );
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
