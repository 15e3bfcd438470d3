import { randomUUID } from 'node:crypto';
import { KeepwatchError } from '../../lambda/errors';
import type { OwnAction } from '../../lambda/sources/deployment/own-action';
import { onError } from '../terminal/colours';
import { terminalText } from '../terminal/terminal-text';
import type { Installation } from './installation';
import { failureReason } from './stack/aws-failure';

/** What an operator is about to do, in an audit log's words. */
export type Intent = Pick<OwnAction, 'name' | 'description' | 'about' | 'parameters'>;

/** What came of it. */
export interface Done<T> {
  readonly value: T;
  readonly result: OwnAction['result'];
  readonly errors: readonly string[];
  /** Beside those of the intent. */
  readonly parameters: OwnAction['parameters'];
}

/**
 * Does it, and has the deployment trail keep that it was done: by whom, and how it ended, a failure as well. That the trail
 * cannot keep it is said, and stops nothing. Throws what the work throws.
 */
export async function recorded<T>(
  installation: () => Installation,
  intent: Intent,
  work: () => Promise<Done<T>>,
): Promise<T> {
  const keep = (done: Pick<Done<T>, 'result' | 'errors' | 'parameters'>) => keepAction(installation, intent, done);
  const done = await work().catch(async (error: unknown) => {
    await keep({ result: 'FAILED', errors: [reasonOf(error)], parameters: {} });
    throw error;
  });
  await keep(done);
  return done.value;
}

async function keepAction(
  installation: () => Installation,
  intent: Intent,
  { result, errors, parameters }: Pick<Done<unknown>, 'result' | 'errors' | 'parameters'>,
): Promise<void> {
  try {
    const { operator, keep } = installation();
    const actor = await operator();
    await keep({
      ...intent,
      id: randomUUID(),
      result,
      errors: [...errors],
      actor,
      parameters: { ...intent.parameters, ...parameters },
    });
  } catch (error) {
    process.stderr.write(
      `${onError.yellow('The deployment trail did not record this:')} ${terminalText(failureReason(error), 400)}\n`,
    );
  }
}

// Of what is not ours, the message may hold anything.
function reasonOf(error: unknown): string {
  if (error instanceof KeepwatchError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}
