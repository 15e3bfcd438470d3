/** What CloudFormation takes for the name of a stack. */
export const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** Name of the Glue database of a stack. */
export function searchDatabase(stackName: string): string {
  return stackName.toLowerCase().replaceAll('-', '_');
}

/** Name of the Athena workgroup of a stack. */
export function searchWorkgroup(stackName: string): string {
  return stackName.toLowerCase();
}

/** Name of the secret that the stack makes for a source; begins with the stack's, so that two stacks do not fight for it. */
export function sourceSecretName(stackName: string, source: string): string {
  return `${stackName.toLowerCase()}/${source}`;
}

/** Outputs of the stack that commands read. */
export const STACK_OUTPUTS = { archiveBucket: 'ArchiveBucketName', lakeBucket: 'LakeBucketName' } as const;
