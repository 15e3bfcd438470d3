/** Name of the secret that the stack makes for a source; begins with the stack's, so that two stacks do not fight for it. */
export function sourceSecretName(stackName: string, source: string): string {
  return `${stackName.toLowerCase()}/${source}`;
}
