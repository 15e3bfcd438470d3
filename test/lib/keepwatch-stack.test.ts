import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { synthesise } from './synthesised-stack';

describe('KeepwatchStack', () => {
  it('tells an operator what is needed after a deployment', () => {
    // Act
    const { template } = synthesise({ keepwatch: { sources: [{ name: 'jira' }, { name: 'confluence' }] } });

    // Assess
    const outputs = Object.values(template.findOutputs('*'));
    expect(outputs.map((output) => output.Description)).toEqual([
      'Secret in which to enter the credential of jira',
      'Secret in which to enter the credential of confluence',
      'Bucket of the archive: the captures, locked',
      'Bucket of the lake: events, classification failures, receipts, state',
      'Topic that every alarm tells: subscribe here to be told as well',
    ]);
    expect(outputs.slice(0, 2).map((output) => output.Value)).toEqual(['keepwatch/jira', 'keepwatch/confluence']);
  });

  it('is the same template as before', () => {
    // Act
    const { template } = synthesise();

    // Assess: what a function is bundled from changes with every line of its code, the infrastructure does not.
    const text = JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, 'ASSET');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});
