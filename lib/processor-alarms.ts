import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FailingAlarm } from './event-driven-function';
import { operatorCommand } from './keepwatch-alarm';

/** `Processor-Failing`: the processor failed, or captures are unprocessed. */
export function processorFailing(scope: Construct): FailingAlarm {
  return {
    alarmLabel: 'Processor',
    eventNoun: 'captures',
    // Lambda's last retry comes two minutes after the one before.
    alarmWindow: Duration.minutes(15),
    problem: 'The processor failed, or captures wait in its dead-letter queue. The archive has every capture.',
    nextStep: `Fix the cause that the processor's log names, then run ${operatorCommand(scope, 'replay --dead-letters')}.`,
    runbookSection: 'processor-failing',
  };
}
