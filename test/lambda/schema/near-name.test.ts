import { nearName } from '../../../lambda/schema/near-name';

const NAMES = ['Atlassian.User.ManyProductAccessesGranted', 'retentionDays', 'retentionDay'];

describe('nearName', () => {
  it.each([
    ['a letter too few', 'retentonDays', 'retentionDays'],
    ['another case', 'RETENTIONDAYS', 'retentionDays'],
    ['the nearest of two', 'retentionDayz', 'retentionDays'],
    ['a long id', 'Atlassian.User.ManyProductAccesesGrantedd', 'Atlassian.User.ManyProductAccessesGranted'],
    ['three letters off', 'retenDays', undefined],
    ['far too many letters', 'x'.repeat(1_000_000), undefined],
  ])('finds %s', (_name, typed, meant) => {
    expect(nearName(typed, NAMES)).toBe(meant);
  });
});
