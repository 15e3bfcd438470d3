/** Stack names that CloudFormation accepts. */
export const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** The name of a stack's Glue database. */
export function searchDatabase(stackName: string): string {
  return stackName.toLowerCase().replaceAll('-', '_');
}

/** The name of a stack's Athena workgroup. */
export function searchWorkgroup(stackName: string): string {
  return stackName.toLowerCase();
}

/** The name of the secret that the stack creates for a source. It starts with the stack's name: two stacks do not collide. */
export function sourceSecretName(stackName: string, source: string): string {
  return `${stackName.toLowerCase()}/${source}`;
}

/** Stack outputs that commands read. */
export const STACK_OUTPUTS = { archiveBucket: 'ArchiveBucketName', lakeBucket: 'LakeBucketName' } as const;
