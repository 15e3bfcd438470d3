import * as z from 'zod/mini';

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url({ protocol: /^https?$/ }),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});

/**
 * A request of CloudFormation to the function of a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export type CustomResourceRequest = Readonly<z.infer<typeof requestSchema>>;

// CloudFormation accepts 4096 bytes in all.
const LONGEST_REASON = 1000;
const TIMEOUT_MS = 10_000;

/** The request, if CloudFormation started the function; undefined otherwise. */
export function readCustomResourceRequest(event: unknown): CustomResourceRequest | undefined {
  return requestSchema.safeParse(event).data;
}

/**
 * Does the work and reports success or failure to CloudFormation: a failure fails the deployment.
 * Throws when the report cannot be sent.
 */
export async function answerCloudFormation(request: CustomResourceRequest, work: () => Promise<void>): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
  const outcome = await work().then(
    () => ({ Status: 'SUCCESS' }),
    (error: unknown) => ({ Status: 'FAILED', Reason: String(error).slice(0, LONGEST_REASON) }),
  );
  const response = await fetch(ResponseURL, {
    method: 'PUT',
    // The address is signed without a content type, which fetch would add for text.
    headers: { 'Content-Type': '' },
    body: JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId, PhysicalResourceId: LogicalResourceId }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    throw new CustomResourceError(
      `CloudFormation did not take the answer for ${LogicalResourceId}: status ${response.status}. Lambda tries again.`,
    );
  }
}

/** The result could not be reported to CloudFormation. */
export class CustomResourceError extends Error {
  override readonly name = 'CustomResourceError';
}
