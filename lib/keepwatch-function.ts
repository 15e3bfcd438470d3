import { type Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../lambda/names';
import { RETAINED } from './retained';

/** What differs between functions. No field has a default. */
export interface KeepwatchFunctionProps {
  /** Path of the `*.lambda.ts` file that exports `handler`. */
  readonly entry: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** Its permissions, in addition to those of every function: to write its log, its dead letters and the stack's metrics. */
  readonly permissions: readonly PolicyStatement[];
  /** How often Lambda retries a failed invocation, 0 to 2. */
  readonly retryAttempts: number;
  /** How long an invocation may wait in Lambda's queue, one minute to six hours. */
  readonly maxEventAge: Duration;
  /** Receives an invocation that failed after all retries. */
  readonly deadLetterQueue: IQueue;
  /** Retention of the log in days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
}

/** A Lambda function as Keepwatch runs each of them: bundled by the local esbuild, with permissions written by hand. */
export class KeepwatchFunction extends Construct {
  readonly function: NodejsFunction;
  /** Its execution role, which no other function has. */
  readonly roleName: string;

  constructor(scope: Construct, id: string, props: KeepwatchFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      // The log is part of the evidence that collection was complete. Its retention removes it.
      removalPolicy: RETAINED,
    });
    const metricNamespace = Stack.of(this).stackName;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.roleName = role.roleName;
    const ownLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const ownMetrics = new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      // The action supports no resources, only a condition on the namespace.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
    });
    const ownDeadLetters = new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [props.deadLetterQueue.queueArn],
    });
    for (const statement of [ownLog, ownMetrics, ownDeadLetters, ...props.permissions]) role.addToPolicy(statement);

    this.function = new NodejsFunction(this, 'Function', {
      entry: props.entry,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: { ...props.environment, [ENVIRONMENT.metricNamespace]: metricNamespace },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      retryAttempts: props.retryAttempts,
      maxEventAge: props.maxEventAge,
      // SqsDestination would also grant sqs:GetQueueUrl and GetQueueAttributes, which Lambda does not need.
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
      onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
      bundling: {
        target: 'node24',
        // The bundle contains the SDK, so the tested version runs. As ES modules it loads in half the time.
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        externalModules: [],
        minify: true,
        // Stack traces then name functions without a source map, which would be larger than the code and slow to parse.
        keepNames: true,
        sourceMap: false,
        // CommonJS dependencies call `require`, which an ES module lacks.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
}
