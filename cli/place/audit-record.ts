import { randomUUID } from 'node:crypto';
import { KeepwatchError } from '../../lambda/errors';
import type { OwnAction } from '../../lambda/sources/deployment/own-action';
import { onError } from '../terminal/colours';
import { terminalText } from '../terminal/terminal-text';
import type { Place } from './place';
import { failureReason } from './stack/aws-failure';

/** What an operator is about to do, in the words of an audit log. */
export type ActionIntent = Pick<OwnAction, 'name' | 'description' | 'about' | 'parameters'>;

/** How it ended. */
export interface ActionOutcome<T> {
  readonly value: T;
  readonly result: OwnAction['result'];
  readonly errors: readonly string[];
  /** Added to those of the intent. */
  readonly parameters: OwnAction['parameters'];
}

/**
 * Does the work, and records it in the deployment trail: who did it and how it ended, also when it failed. When it cannot be
 * recorded, it says so and goes on. Throws what the work throws.
 */
export async function withAuditRecord<T>(
  place: () => Place,
  intent: ActionIntent,
  work: () => Promise<ActionOutcome<T>>,
): Promise<T> {
  const record = (outcome: Omit<ActionOutcome<T>, 'value'>) => recordAction(place, intent, outcome);
  const outcome = await work().catch(async (error: unknown) => {
    await record({ result: 'FAILED', errors: [errorText(error)], parameters: {} });
    throw error;
  });
  await record(outcome);
  return outcome.value;
}

async function recordAction(
  place: () => Place,
  intent: ActionIntent,
  { result, errors, parameters }: Omit<ActionOutcome<unknown>, 'value'>,
): Promise<void> {
  try {
    const opened = place();
    const actor = await opened.operator();
    await opened.recordAction({
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

// The message of a foreign error may hold anything, also a secret.
function errorText(error: unknown): string {
  if (error instanceof KeepwatchError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}
