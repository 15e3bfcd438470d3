import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { matches } from '../../lib/event-pattern';
import { MendableError } from '../../mendable-error';
import { runProgram } from '../../processes';
import { installOnce } from '../install-once';
import { judgedTemplates } from '../judged-templates';
import type { Referee, RefereeContext } from '../referee';
import { type Call, readCalls } from './calls';
import { calledPatterns, rulePatterns } from './rule-patterns';

const POM = join(__dirname, 'pom.xml');
const JUDGE = join(__dirname, 'Judge.java');

// AWS publishes no limit. A rule with complexity 9 was accepted, one with 12 was refused: "Rule is too complex".
const MAX_COMPLEXITY = 9;
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
const MAX_LENGTH = 2048;

const verdictSchema = z.object({
  problems: z.record(z.string(), z.string()),
  complexities: z.record(z.string(), z.number()),
  matches: z.array(z.array(z.string())),
});

type Patterns = Readonly<Record<string, unknown>>;

/** AWS's own engine of EventBridge, over every event pattern of the templates. https://github.com/aws/event-ruler */
export const eventRuler: Referee = {
  name: 'event-ruler',
  what: "AWS's engine runs every EventBridge pattern over calls that must be taken and calls that must not",
  async judge(context) {
    const judge = await startJudge(context);
    return [...(await judgeTemplates(judge, context)), ...(await judgeCalls(judge, context))];
  },
};

type Judge = (patterns: Patterns, events: readonly unknown[]) => Promise<z.infer<typeof verdictSchema>>;

async function startJudge({ cache, folder, log }: RefereeContext): Promise<Judge> {
  const options = { environment: process.env, log };
  const installed = await installOnce(cache, {
    name: 'event-ruler',
    pins: readFileSync(POM, 'utf8'),
    async install(into) {
      const args = [
        '--batch-mode',
        '--quiet',
        '--file',
        POM,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${into}`,
      ];
      await runProgram('mvn', args, options).catch((error: unknown) => {
        throw new MendableError(`Maven could not install event-ruler; it needs Maven 3 and Java 17. ${String(error)}`);
      });
    },
  });
  return async (patterns, events) => {
    const input = join(folder, 'input.json');
    await writeFile(input, JSON.stringify({ patterns, events }));
    // Java compiles a program of one file by itself.
    const args = ['--class-path', join(installed, '*'), JUDGE, input];
    const { stdout } = await promisify(execFile)('java', args, { maxBuffer: 2 ** 26 });
    return verdictSchema.parse(JSON.parse(stdout));
  };
}

async function judgeTemplates(judge: Judge, { note }: RefereeContext): Promise<readonly string[]> {
  const patterns = new Map<string, unknown>();
  for (const { configuration, region, template } of judgedTemplates()) {
    for (const [place, pattern] of Object.entries(rulePatterns(template, region))) {
      patterns.set(`${configuration.name}, ${region}: ${place}`, pattern);
    }
  }
  const { problems, complexities } = await judge(Object.fromEntries(patterns), []);
  const lengths = [...patterns].map(([name, pattern]) => [name, JSON.stringify(pattern).length] as const);
  note(
    `${patterns.size} patterns; ${highest('complexity', Object.entries(complexities))}; ${highest('length', lengths)}`,
  );
  return [
    ...Object.entries(problems).map(([name, problem]) => `${name}: EventBridge refuses the pattern: ${problem}`),
    ...Object.entries(complexities)
      .filter(([, complexity]) => complexity > MAX_COMPLEXITY)
      .map(([name, complexity]) => `${name}: complexity ${complexity}, at most ${MAX_COMPLEXITY} is allowed`),
    ...lengths
      .filter(([, length]) => length > MAX_LENGTH)
      .map(([name, length]) => `${name}: ${length} characters, at most ${MAX_LENGTH} are allowed`),
  ];
}

function highest(what: string, values: readonly (readonly [name: string, value: number])[]): string {
  const [[name, value] = ['no pattern', 0]] = values.toSorted(([, a], [, b]) => b - a);
  return `highest ${what} ${value} (${name})`;
}

async function judgeCalls(judge: Judge, { note }: RefereeContext): Promise<readonly string[]> {
  const patterns = calledPatterns();
  const calls = readCalls();
  const verdict = await judge(
    patterns,
    calls.map(({ event }) => event),
  );
  note(`${calls.length} calls; ${calls.filter(({ taken }) => taken.length > 0).length} of them must be taken`);
  return calls.flatMap((call, i) => {
    const taking = verdict.matches[i] ?? [];
    return [...wronglyTaken(call, taking), ...otherwiseMatched(call, taking, patterns)];
  });
}

function wronglyTaken({ name, taken }: Call, taking: readonly string[]): readonly string[] {
  if (JSON.stringify(taking) === JSON.stringify(taken)) return [];
  return [`${name}: expected ${taken.join(', ') || 'no rule'}, taken by ${taking.join(', ') || 'no rule'}`];
}

// `npm test` has no Java, and uses a matcher of Keepwatch's own.
function otherwiseMatched({ name, event }: Call, taking: readonly string[], patterns: Patterns): readonly string[] {
  return Object.entries(patterns).flatMap(([place, pattern]) =>
    matches(pattern, event) === taking.includes(place)
      ? []
      : [`${name}: test/lib/event-pattern.ts and event-ruler differ about ${place}`],
  );
}
