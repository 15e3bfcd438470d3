/** Settings of every AWS client: retries are the SDK's own, and no call waits for ever (the SDK's default). */
export const AWS_CLIENT = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;
