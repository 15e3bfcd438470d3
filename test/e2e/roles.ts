import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './aws-clients';
import { ACCOUNT } from './emulator';
import { eventually } from './eventually';

const SECONDS_TO_CREATE = 30;
const ATHENA = ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution'].map(
  (action) => `athena:${action}`,
);
/** Names of the roles, and what each may do: what docs/search.md says that a query needs of Athena, and that a report needs. */
const ROLES = {
  administrator: '*',
  investigator: ATHENA,
  reporter: [...ATHENA, 'cloudformation:DescribeStacks', 's3:ListBucket', 's3:GetObject'],
} as const;

/** Makes a role that may do everything, one that may ask Athena, and one that may report. Unlike root, policies bind them. */
export async function createRoles({ cloudFormation }: AwsClients): Promise<void> {
  const StackName = 'Roles';
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({
        Resources: Object.fromEntries(Object.entries(ROLES).map(([name, actions]) => [name, role(name, actions)])),
      }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  await eventually('the roles are there', SECONDS_TO_CREATE, async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus === 'CREATE_COMPLETE' || undefined;
  });
}

function role(RoleName: string, Action: string | readonly string[]) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT } }],
      },
      Policies: [
        {
          PolicyName: 'everything-it-may',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
        },
      ],
    },
  };
}
