/** Name of the Glue database of a stack. */
export function searchDatabase(stackName: string): string {
  return stackName.toLowerCase().replaceAll('-', '_');
}

/** Name of the Athena workgroup of a stack. */
export function searchWorkgroup(stackName: string): string {
  return stackName.toLowerCase();
}
