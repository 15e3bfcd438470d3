import { CANARY, canaryIn, everythingOf } from './canary';

describe('the canary', () => {
  it.each([
    ['as it is', CANARY],
    ['within a text', `key: ${CANARY}.`],
    ['in JSON', JSON.stringify({ a: CANARY })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: CANARY }))],
    ['in an address', encodeURIComponent(CANARY)],
    ['in a form', new URLSearchParams({ a: CANARY }).toString()],
    ['in base64', Buffer.from(CANARY).toString('base64')],
    ['in base64, behind one letter', Buffer.from(`x${CANARY}`).toString('base64')],
    ['in base64, behind two letters', Buffer.from(`xx${CANARY}xx`).toString('base64')],
    ['in base64 for addresses', Buffer.from(CANARY).toString('base64url')],
    ['in part', CANARY.slice(12, 22)],
    ['in a cause', everythingOf(new Error('a', { cause: new Error(CANARY) }))],
    [
      'in a hidden property',
      everythingOf(Object.defineProperty(new Error('a'), 'hidden', { value: { deep: [CANARY] } })),
    ],
  ])('is found %s', (_, text) => {
    expect(canaryIn(text)).toBeDefined();
  });

  it('is not found where it is absent', () => {
    expect(canaryIn(JSON.stringify({ message: 'The credential cannot be used.' }))).toBeUndefined();
  });
});
