import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../lambda/names';

/** What differs from function to function; none of it has a default. */
export interface KeepwatchFunctionProps {
  /** Path of the `*.lambda.ts` file; it exports `handler`. */
  readonly entry: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** All that the function may do, beside writing its own log, its dead letters and the stack's metrics. */
  readonly permissions: readonly PolicyStatement[];
  /** How often Lambda repeats a failed invocation, 0 to 2. */
  readonly retryAttempts: number;
  /** How long an invocation may wait in Lambda's own queue, one minute to six hours. */
  readonly maxEventAge: Duration;
  /** Where an invocation goes that failed for good. */
  readonly deadLetterQueue: IQueue;
  /** Days that the log is kept, one of CloudWatch Logs' own values. */
  readonly logRetentionDays: number;
}

/** A Lambda function as Keepwatch runs them all: bundled by the local esbuild, its permissions written by hand. */
export class KeepwatchFunction extends Construct {
  readonly function: NodejsFunction;
  /** The role with which it runs, and nobody else. */
  readonly roleName: string;

  constructor(scope: Construct, id: string, props: KeepwatchFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      // What ran when is part of the evidence that collecting was complete; the retention ends it.
      removalPolicy: RemovalPolicy.RETAIN,
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
      // The action knows no resources; the namespace is what can be limited.
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
      // SqsDestination would also grant to look the queue up, which Lambda does not need.
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
      onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
      bundling: {
        target: 'node24',
        // With the SDK in the bundle, what was tested is what runs; as ES modules it loads in half the time.
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        externalModules: [],
        minify: true,
        // Stack traces name functions and classes without a source map, which would be larger than the code and be
        // parsed at every first error.
        keepNames: true,
        sourceMap: false,
        // Dependencies that are CommonJS inside still call `require`, which an ES module lacks.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
}
