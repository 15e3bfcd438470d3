import assert from 'node:assert/strict';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { TRAIL } from '../faults/formats';
import { Served } from '../faults/promise';
import { cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';
import type { AwsClients } from './aws-clients';
import type { Outside } from './outside';

/** A call, as CloudTrail tells EventBridge of it. */
export interface ToldCall {
  /** Of whom EventBridge says that the event is. */
  readonly service: string;
  readonly event: object;
}

/** A call that somebody makes now. `changes`: what of its event is otherwise than of a read of a secret. */
export function callOf(service: string, eventID: string, changes: object): ToldCall {
  const eventTime = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    service,
    event: cloudTrailEvent({ eventTime, eventSource: `${service}.amazonaws.com`, eventID, ...changes }),
  };
}

/** CloudTrail, which the emulated AWS has not, with a record of what the deployment trail has to keep of it. */
export class CloudTrail implements Outside {
  readonly source = DEPLOYMENT_SOURCE;
  readonly served = new Served(TRAIL);

  /** It asks nobody: it tells. */
  async hasServedAll(): Promise<true> {
    return true;
  }

  /** Tells EventBridge of a call that the trail has to keep. */
  async tell(aws: AwsClients, call: ToldCall): Promise<void> {
    this.served.add(Buffer.from(JSON.stringify({ kept: [{ event: call.event }] })));
    await this.tellInVain(aws, call);
  }

  /** Tells EventBridge of a call that the trail has kept already, or has to leave out. */
  async tellInVain({ eventBridge }: AwsClients, { service, event }: ToldCall): Promise<void> {
    const DetailType = 'AWS API Call via CloudTrail';
    const Detail = JSON.stringify(event);
    const { Entries } = await eventBridge.send(
      new PutEventsCommand({ Entries: [{ Source: `aws.${service}`, DetailType, Detail }] }),
    );
    assert.equal(Entries?.[0]?.ErrorMessage, undefined);
  }
}
