import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';
import { listen } from '../../listen';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';

const SINCE = ['--since', '2026-11-20'];
let folder: string;
let out: string;
beforeEach(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-25T12:00:00Z'));
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-report-'));
  out = join(folder, 'report.html');
  const source = new WatchedSource([detectionOf()]);
  source.capture([{ at: 0 }, { at: 60, actor: 'eve' }]);
  source.capture([{ at: 120 }], 721);
  await source.process([1, 2], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
  const archive = new DirectoryObjectStore(join(folder, 'archive'));
  for (const [key, object] of source.archive.objects) await archive.put(key, object);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const report = (...args: readonly string[]) => keepwatch('report', '--lake', folder, ...args);

describe('report', () => {
  it('writes a page, and says where', async () => {
    const { out: said, failure } = await report(...SINCE, '--out', out);

    expect(failure).toBeUndefined();
    expect(said).toMatch(/^Wrote .*report\.html \(\d+ KB\): 6 days, 3 events, 3 alerts\. Open it in a browser\.\n$/);
    const page = await readFile(out, 'utf8');
    expect(page).toMatch(/^<!doctype html>\n.*<\/html>\n$/s);
    expect(page).toContain('Intact: 2 captures');
  });

  it('prints what it shows as JSON, and writes nothing', async () => {
    const { out: said } = await report(...SINCE, '--json', '--out', out);

    expect(JSON.parse(said)).toMatchObject({
      from: '2026-11-20 00:00:00.000',
      answers: { totals: [{ events: 3, actors: 2 }] },
      chains: [{ source: 'atlassian-main', captures: 2, days: { '2026-11-22': 2 }, faults: [] }],
    });
    await expect(readFile(out)).rejects.toThrow(/ENOENT/);
  });

  it('says as a program that captures are not what they were', async () => {
    await rm(join(folder, 'lake', 'receipts'), { recursive: true });

    const args = ['report', '--lake', folder, ...SINCE, '--out', out];
    const { code, err } = await startProgram('bin/cli.ts', args).ended;

    expect([code, err]).toEqual([
      0,
      expect.stringMatching(
        /^2 captures with faults: see the section Archive\. To fix them, run npx keepwatch verify --lake \S+\.\n$/,
      ),
    ]);
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a lake that is not there',
      ['--lake', '/nowhere'],
      /^--lake: \/nowhere is not a directory that keepwatch start has filled\. To fill it, run npx keepwatch start/,
    ],
    [
      'a file that cannot be',
      ['--out', '/nowhere/report.html'],
      /^--out: the directory \/nowhere does not exist\. Create it, or name another file\.$/,
    ],
    ['a time that is none', ['--since', 'yesterday'], /^--since: yesterday is not allowed; use 12h, 30d, 8w/],
    ['two lakes', ['--stack', 'Keepwatch'], /^--stack cannot be combined with --lake\./],
    ['what it does not take', ['what'], /^Too many arguments/],
  ])('refuses %s', async (_name, args, expected) => {
    const { out: said, failure } = await report(...args);
    expect([said, failure]).toEqual(['', expect.stringMatching(expected)]);
  });

  it('teaches by examples', async () => {
    const { out: said } = await keepwatch('report', '--help');
    expect(said).toMatch(/Examples:\n {2}npx keepwatch report\n/);
  });

  it.each([
    [
      'is not there',
      400,
      '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id Keepwatch does not exist</Message></Error></ErrorResponse>',
      'Failed: --stack: Keepwatch could not be read: ValidationError: Stack with id Keepwatch does not exist. It is looked for in the account and region of your AWS credentials (AWS_PROFILE, AWS_REGION).\n',
    ],
    [
      'is another',
      200,
      '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Keepwatch</StackName></member></Stacks></DescribeStacksResult></DescribeStacksResponse>',
      'Failed: --stack: Keepwatch is not a stack of Keepwatch: it has no output ArchiveBucketName.\n',
    ],
  ])('of a stack that %s says so before it asks Athena', async (_name, status, body, expected) => {
    const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
    const environment = {
      AWS_ENDPOINT_URL: await listen(server),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };

    const { code, err } = await startProgram('bin/cli.ts', ['report', '--stack', 'Keepwatch'], environment).ended;

    server.closeAllConnections();
    server.close();
    expect([code, err]).toEqual([1, expected]);
  });
});
