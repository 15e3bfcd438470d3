import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { synthesise } from '../lib/synthesised-stack';
import { alarmsOf } from './alarm-definition';
import { SHARED_SCENARIOS, SOURCE_SCENARIOS } from './scenarios';

/** The command that repairs what an alarm is about; an alarm that is not named here leads to another, or to no command. */
const RECOMMENDED: readonly (readonly [alarm: string, line: string])[] = [
  ['atlassian-main-CredentialRejected', 'connect atlassian-main'],
  ['atlassian-main-CredentialExpiring', 'connect atlassian-main'],
  ['atlassian-main-Rejected', 'replay --failures'],
  ['Processor-Failing', 'replay --dead-letters'],
];

describe('the command for an alarm', () => {
  it.each(RECOMMENDED)('%s: a scenario repairs it with %s', (alarm, line) => {
    const repairs = [...SOURCE_SCENARIOS, ...SHARED_SCENARIOS]
      .filter(({ fires }) => alarm in fires)
      .map(({ command }) => command?.line);

    expect(repairs).toContain(line);
  });
});

describe('the text of an alarm', () => {
  it.each(RECOMMENDED)('%s recommends %s', (name, line) => {
    const alarm = alarmsOf(synthesise()).find((one) => one.name === name);

    expect(alarm?.description).toContain(`keepwatch ${line} --stack Keepwatch.`);
  });
});
