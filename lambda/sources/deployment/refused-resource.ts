// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const ON_RESOURCE = /\bon resource: (.*?)(?: because .*| with an explicit deny .*)?$/s;
// The older form of SQS.
const TO_RESOURCE = /\bAccess to the resource (\S+) is denied/;

/** The name or ARN of the resource in the message of a refused call; undefined if the message names none. */
export function refusedResource(errorMessage: string | undefined): string | undefined {
  const [, named] = ON_RESOURCE.exec(errorMessage ?? '') ?? TO_RESOURCE.exec(errorMessage ?? '') ?? [];
  const resource = named?.replaceAll('"', '').trim();
  return resource === '' || resource === '*' ? undefined : resource;
}
