import { createServer } from 'node:http';
import { STACK_OUTPUTS } from '../../../lib/stack-names';
import { listen } from '../../listen';

/** The buckets of a stack. */
export interface Buckets {
  readonly archive: string;
  readonly lake: string;
}

/** The services of AWS besides S3 that a collector and `verify` call. */
export interface OtherServices {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a server that knows one secret and one stack, and takes every metric. */
export async function startOtherServices(secret: string, buckets: Buckets): Promise<OtherServices> {
  const server = createServer((request, response) => {
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const isSecret = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    request.resume();
    // CloudFormation takes a form and answers in XML. The others take and answer JSON.
    response.end(isForm ? stackXml(buckets) : JSON.stringify(isSecret ? { SecretString: secret } : {}));
  });
  const endpoint = await listen(server);
  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH: endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
function stackXml({ archive, lake }: Buckets): string {
  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const outputs = output(STACK_OUTPUTS.archiveBucket, archive) + output(STACK_OUTPUTS.lakeBucket, lake);
  const stack = `<member><StackName>Keepwatch</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-12-01T00:00:00Z</CreationTime><Outputs>${outputs}</Outputs></member>`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
