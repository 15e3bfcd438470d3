import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './aws-clients';
import { ACCOUNT } from './emulator';
import { eventually } from './eventually';

const SECONDS_TO_CREATE = 30;
const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'administrator',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT } }],
    },
    Policies: [
      {
        PolicyName: 'everything',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    ],
  },
};

/** Makes a role that may do everything. Unlike the account's root, policies bind it. */
export async function createAdministrator({ cloudFormation }: AwsClients): Promise<void> {
  const StackName = 'Administrator';
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: { Role: ROLE } }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  await eventually('the administrator is there', SECONDS_TO_CREATE, async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus === 'CREATE_COMPLETE' || undefined;
  });
}
