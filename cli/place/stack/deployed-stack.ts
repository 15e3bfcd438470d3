import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { SettingError } from '../../../lambda/errors';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { terminalText } from '../../terminal/terminal-text';
import { awsProblem, failureReason } from './aws-failure';

/** A stack as CloudFormation describes it. */
export interface StackSummary {
  readonly name: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** ISO 8601; empty when CloudFormation does not say. */
  readonly since: string;
  readonly outputs: ReadonlyMap<string, string>;
}

/** The same, with its resources. */
export interface DeployedStack extends StackSummary {
  readonly resources: readonly StackResource[];
}

/** A resource of a stack. */
export interface StackResource {
  readonly type: string;
  /** Its name in the template: starts with the path in the construct tree, without hyphens. */
  readonly logicalId: string;
  /** Its name in AWS: a name, a URL or an ARN. */
  readonly physicalId: string;
}

/** Describes a stack. Throws `SettingError` when there is none, or it may not be described. */
export function describeStack(name: string): Promise<StackSummary> {
  return ask(name, (client) => summaryOf(client, name));
}

/** Describes a stack and lists its resources. Throws `SettingError` when there is none, or it may not be read. */
export function readStack(name: string): Promise<DeployedStack> {
  return ask(name, async (client) => {
    const summary = await summaryOf(client, name);
    const resources: StackResource[] = [];
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      const found = page.StackResourceSummaries ?? [];
      for (const { ResourceType = '', LogicalResourceId = '', PhysicalResourceId = '' } of found) {
        resources.push({ type: ResourceType, logicalId: LogicalResourceId, physicalId: PhysicalResourceId });
      }
    }
    return { ...summary, resources };
  });
}

async function summaryOf(client: CloudFormationClient, name: string): Promise<StackSummary> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = (stack?.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  );
  const since = (stack?.LastUpdatedTime ?? stack?.CreationTime)?.toISOString() ?? '';
  return { name, status: stack?.StackStatus ?? '', since, outputs: new Map(outputs) };
}

async function ask<T>(name: string, question: (client: CloudFormationClient) => Promise<T>): Promise<T> {
  const client = new CloudFormationClient(AWS_CLIENT);
  try {
    return await question(client);
  } catch (cause) {
    throw new SettingError(`--stack: ${terminalText(name)} could not be read: ${notRead(cause)}`, { cause });
  } finally {
    client.destroy();
  }
}

function notRead(cause: unknown): string {
  if (awsProblem(cause) !== undefined) return failureReason(cause);
  return `${terminalText(failureReason(cause), 200)}. It is looked for in the account and region of your AWS credentials (AWS_PROFILE, AWS_REGION).`;
}

/** Resources of one type; with `place`, those whose path starts with it. */
export function resourcesOf({ resources }: DeployedStack, type: string, place = ''): readonly StackResource[] {
  const beginning = place.replaceAll(/[/-]/g, '');
  return resources.filter((resource) => resource.type === type && resource.logicalId.startsWith(beginning));
}
