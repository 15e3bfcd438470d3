import { someOf } from '../depth';
import type { Reply } from '../lambda/sources/atlassian/scripted-api';
import { canaryIn } from './canary';
import { runAndTrace, type Surroundings } from './canary-run';

/** One way for a run to end: what it fails with, or `COLLECTED`, and what makes it do so. */
export type Ending = readonly [name: string, ending: RegExp, surroundings: Partial<Surroundings>];

/** The ending of a run that does not fail. */
export const COLLECTED = /^$/;

/** The answer of Secrets Manager with what was entered. */
export function entered(SecretString: string): Reply {
  return { status: 200, body: JSON.stringify({ SecretString }) };
}

/** A test for each ending: wherever a run leaves anything, the key is not in it. */
export function itTellsNobody(usual: Surroundings, endings: readonly Ending[]): void {
  beforeEach(() => {
    // A silent server would hold a test for as long as it holds a run.
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(1000));
  });

  it.each(someOf(endings, 4))('%s', async (_, ending, surroundings) => {
    const { traces } = await runAndTrace({ ...usual, ...surroundings });

    expect(traces.error).toMatch(ending);
    expect(traces.metrics).toContain('Keepwatch');
    for (const [where, text] of Object.entries(traces)) expect([where, canaryIn(text)]).toEqual([where, undefined]);
  });
}
