import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { runProgram } from '../../processes';
import { pythonEnvironment } from '../../python-environment';
import { JUDGED_REGIONS } from '../configurations';
import { type JudgedTemplate, judgedTemplates } from '../judged-templates';
import type { Referee, RefereeContext } from '../referee';
import { LISTED_FINDINGS } from './listed-findings';

/** cfn-lint knows CloudFormation's schemas and rules of each region: https://github.com/aws-cloudformation/cfn-lint */
export const cfnLint: Referee = {
  name: 'cfn-lint',
  what: 'the template of each configuration is valid in each region',
  judge,
};

/** What cfn-lint reports, in its format `json`. */
const reportSchema = z.array(
  z.object({
    Filename: z.string(),
    Level: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.nullable(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/** One of its findings. */
interface Finding {
  readonly rule: string;
  /** Place of the resource in the construct tree, or the path in the template. */
  readonly resource: string;
  readonly text: string;
}

async function judge(context: RefereeContext): Promise<readonly string[]> {
  const python = await pythonEnvironment({
    folder: join(context.cache, 'cfn-lint'),
    requirements: 'test/referees/cfn-lint/requirements.txt',
    module: 'cfnlint',
    log: context.log,
  });
  const templates = judgedTemplates();
  const found = await Promise.all(
    JUDGED_REGIONS.map((region) =>
      lint(
        resolve(python),
        region,
        templates.filter((template) => template.region === region),
        context,
      ),
    ),
  );
  const findings = found.flat();
  context.note(`${templates.length} templates, ${findings.length} findings before listed ones`);
  const listed = LISTED_FINDINGS.map((each) => ({ ...each, findings: findings.filter((one) => matches(one, each)) }));
  const unlisted = findings.filter((one) => !LISTED_FINDINGS.some((each) => matches(one, each)));
  const unused = listed.filter((each) => each.findings.length === 0);
  return [
    ...grouped(unlisted),
    ...unused.map(({ rule, resource }) => `no finding matches the listed ${rule} ${resource}: remove it from the list`),
  ];
}

/** What it finds in the templates of one region. */
async function lint(
  python: string,
  region: string,
  templates: readonly JudgedTemplate[],
  { folder, log }: RefereeContext,
): Promise<readonly Finding[]> {
  const directory = join(folder, region);
  await mkdir(directory);
  const files = new Map(templates.map((template, i) => [`${i + 1}.json`, template]));
  for (const [file, { template }] of files) {
    await writeFile(join(directory, file), JSON.stringify(template, null, 1));
  }
  const report = join(directory, 'report');
  // Informational rules too. Without exit codes, a failure is a failure of cfn-lint itself.
  const options = ['--regions', region, '--include-checks', 'I', '--non-zero-exit-code', 'none'];
  const output = ['--format', 'json', '--output-file', report];
  await runProgram(
    python,
    ['-I', '-c', 'from cfnlint.runner import main; main()', ...options, ...output, '--', ...files.keys()],
    {
      // Its own settings in the folder of the person are not read.
      environment: { PATH: process.env.PATH, HOME: directory },
      directory,
      log,
    },
  );
  return reportSchema.parse(JSON.parse(await readFile(report, 'utf8'))).map((found) => {
    const template = files.get(found.Filename);
    if (template === undefined) throw new Error(`cfn-lint reports about ${found.Filename}, which it did not get.`);
    const path = found.Location.Path ?? [];
    const resource = placeOf(template, path);
    const where = `${template.configuration.name}, ${region}: ${resource}${path
      .slice(2)
      .map((step) => `/${step}`)
      .join('')}`;
    return { rule: found.Rule.Id, resource, text: `${found.Level} ${found.Rule.Id} in ${where}: ${found.Message}` };
  });
}

function placeOf({ template }: JudgedTemplate, path: readonly (string | number)[]): string {
  const place = template.Resources[path[1] ?? '']?.Metadata?.['aws:cdk:path'];
  // Without the stack's name, and the last name of each resource.
  return (
    place
      ?.split('/')
      .slice(1)
      .join('/')
      .replace(/\/Resource$/, '') ?? path.slice(0, 2).join('/')
  );
}

/** The first finding of each rule about each resource, and how many more there are in all templates. */
function grouped(findings: readonly Finding[]): readonly string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.resource}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => {
    const more = group.length === 1 ? '' : ` (and ${group.length - 1} more of this rule about this resource)`;
    return `${group[0]?.text}${more}`;
  });
}

function matches(finding: Finding, { rule, resource }: (typeof LISTED_FINDINGS)[number]): boolean {
  return finding.rule === rule && resource.test(finding.resource);
}
