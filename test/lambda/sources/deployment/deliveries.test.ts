import { deliveredEvents } from '../../../../lambda/sources/deployment/deliveries';
import { cloudTrailEvent } from './cloudtrail-events';

const event = (eventID: string) => cloudTrailEvent({ eventID });
const delivery = (eventID: string) => ({ 'detail-type': 'AWS API Call via CloudTrail', detail: event(eventID) });
const message = (body: string) => ({ messageId: 'm', eventSource: 'aws:sqs', body });

const OWN_ACTION = {
  id: 'a-1',
  name: 'REPLAY_CAPTURES',
  description: 'Captures were processed again',
  result: 'SUCCEEDED',
  errors: [],
  actor: { id: 'ada', type: 'USER', attributes: {} },
  parameters: { captures: 3 },
  about: null,
};

describe('the events that the trail is started with', () => {
  it('are those of a batch, in its order', () => {
    const batch = { Records: ['a', 'b'].map((id) => message(JSON.stringify(delivery(id)))) };
    expect(deliveredEvents(batch)).toEqual([{ event: event('a') }, { event: event('b') }]);
  });

  it('are one, as EventBridge sends it, and as somebody gives it again by hand', () => {
    expect(deliveredEvents(delivery('a'))).toEqual([{ event: event('a') }]);
  });

  it.each<[string, unknown, unknown]>([
    ['a message that is no JSON', { Records: [message('{"detail":')] }, '{"detail":'],
    ['a message without a detail', { Records: [message('{"id":"d-1"}')] }, { id: 'd-1' }],
    ['a message that is null', { Records: [message('null')] }, null],
    ['a batch of something else', { Records: [{ s3: {} }] }, { Records: [{ s3: {} }] }],
    ['a detail that is null', { detail: null }, null],
    ['nothing', undefined, undefined],
    ['an action that is none', { ownAction: { id: '' } }, { ownAction: { id: '' } }],
    ['an action beside something', { ownAction: OWN_ACTION, more: 1 }, { ownAction: OWN_ACTION, more: 1 }],
    [
      'an action of which more is told than is known',
      { ownAction: { ...OWN_ACTION, more: 1 } },
      { ownAction: { ...OWN_ACTION, more: 1 } },
    ],
  ])('are kept whole when they are none: %s', (_name, started, expected) => {
    expect(deliveredEvents(started)).toEqual([{ event: expected }]);
  });

  it('are what the operator did, as its command tells it', () => {
    expect(deliveredEvents({ ownAction: OWN_ACTION })).toEqual([{ action: OWN_ACTION }]);
  });

  it('are none of an empty batch', () => {
    expect(deliveredEvents({ Records: [] })).toEqual([]);
  });
});
