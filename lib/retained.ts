import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * For everything that outlives the stack. The operation that creates it is the exception: when that is rolled back,
 * CloudFormation deletes it again, and the next deployment starts afresh.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const RETAINED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
