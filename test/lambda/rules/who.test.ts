import { actionOf, actorKey, actorName, actorOf, sourceIp } from '../../../lambda/rules/who';
import { atlassianEvent, pantherEvent } from './real-events';

const ada = { id: 'u-1', name: 'Ada', email: 'ada@example.com' };

describe('the actor of an event', () => {
  it.each([
    ['Atlassian, all known', atlassianEvent({ actor: ada }), ada, 'ada@example.com', 'u-1'],
    [
      'Atlassian, an app without an email',
      atlassianEvent({ actor: { id: 'a-1', name: 'Sync', email: '' } }),
      { id: 'a-1', name: 'Sync' },
      'Sync',
      'a-1',
    ],
    [
      'Atlassian, by email alone',
      atlassianEvent({ actor: { email: 'ada@example.com', id: null } }),
      { email: 'ada@example.com' },
      'ada@example.com',
      'ada@example.com',
    ],
    ['Atlassian, by name alone', atlassianEvent({ actor: { name: 'Sync' } }), { name: 'Sync' }, 'Sync', 'Sync'],
    ['Atlassian, null', atlassianEvent({ actor: null }), {}, 'an unknown actor', undefined],
    ['Atlassian, nobody', atlassianEvent(), {}, 'an unknown actor', undefined],
    [
      'Panther, all known',
      pantherEvent({ actor: { id: 'p-1', type: 'USER', name: 'Ada', attributes: { email: 'ada@example.com' } } }),
      { id: 'p-1', name: 'Ada', email: 'ada@example.com' },
      'ada@example.com',
      'p-1',
    ],
    [
      'Panther, attributes that are a text',
      pantherEvent({ actor: { id: 't-1', type: 'TOKEN', attributes: 'none' } }),
      { id: 't-1' },
      't-1',
      't-1',
    ],
    [
      'Panther, an id that is empty and attributes that are null',
      pantherEvent({ actor: { id: '', type: 'TOKEN', name: 'ci', attributes: null } }),
      { name: 'ci' },
      'ci',
      'ci',
    ],
  ])('%s', (_name, event, actor, name, key) => {
    expect([actorOf(event), actorName(event), actorKey(event)]).toEqual([actor, name, key]);
  });
});

describe('where the actor came from', () => {
  it.each([
    [atlassianEvent({ location: { ip: '192.0.2.1' } }), '192.0.2.1'],
    [atlassianEvent({ location: { ip: '' } }), undefined],
    [atlassianEvent({ location: null }), undefined],
    [atlassianEvent(), undefined],
    [pantherEvent({ sourceIP: '2001:db8::1' }), '2001:db8::1'],
    [pantherEvent({ sourceIP: '' }), undefined],
    [pantherEvent(), undefined],
  ])('%# is the address of the event, or nothing', (event, ip) => {
    expect(sourceIp(event)).toBe(ip);
  });
});

describe('what was done', () => {
  it.each([
    [atlassianEvent({ action: 'User_Login' }), 'user_login'],
    [atlassianEvent({ action: null }), ''],
    [atlassianEvent(), ''],
    [pantherEvent({ actionName: 'DELETE_DETECTION' }), 'delete_detection'],
    [pantherEvent({ actionName: 7 }), '7'],
  ])('%# is compared in lower case', (event, action) => {
    expect(actionOf(event)).toBe(action);
  });
});
