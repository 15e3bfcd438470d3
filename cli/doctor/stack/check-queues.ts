import { SQSClient } from '@aws-sdk/client-sqs';
import { messagesIn } from '../../place/stack/dead-letter-queue';
import { type DeployedStack, resourcesOf } from '../../place/stack/deployed-stack';
import { QUEUE_CLIENT } from '../../place/stack/queue-client';
import { pluralize } from '../../terminal/figures';
import { bad, type Finding, good, PLACE, warning } from '../finding';

/** Dead letters: captures and events that could not be processed, and failed collector runs. */
export async function checkQueues(stack: DeployedStack): Promise<readonly Finding[]> {
  const client = new SQSClient(QUEUE_CLIENT);
  const findings: Finding[] = [];
  const queues = resourcesOf(stack, 'AWS::SQS::Queue').filter(({ logicalId }) => logicalId.includes('DeadLetters'));
  for (const { logicalId, physicalId } of queues) {
    const waiting = await messagesIn(client, physicalId);
    if (waiting > 0) findings.push(deadLetters(logicalId, waiting));
  }
  return findings.length > 0 ? findings : [good('dead letters', 'none')];
}

function deadLetters(logicalId: string, waiting: number): Finding {
  const about = 'dead letters';
  if (logicalId.startsWith('Processor')) {
    return bad(
      about,
      `${pluralize(waiting, 'capture')} could not be processed`,
      `Run npx keepwatch replay --dead-letters${PLACE}. See docs/runbook.md#processor-failing.`,
    );
  }
  if (logicalId.startsWith('Trail')) {
    return bad(about, `${pluralize(waiting, 'event')} could not be archived`, 'See docs/runbook.md#trail-failing.');
  }
  const says = `${pluralize(waiting, 'collector run')} failed within a day (${logicalId}); nothing is lost`;
  return warning(about, says, 'See docs/runbook.md#failing.');
}
