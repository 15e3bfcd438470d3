import { awsProblem, failureReason } from '../../../../cli/place/stack/aws-failure';
import { ObjectStoreError } from '../../../../lambda/errors';

/** An error as the SDK throws it: with its metadata once something was sent. */
function sdkError(name: string, message: string, isSent = true): Error {
  return Object.assign(new Error(message), { name }, isSent ? { $metadata: { attempts: 1 } } : {});
}

describe('a failed call of AWS', () => {
  it.each<[string, Error, RegExp]>([
    ['no region', sdkError('Error', 'Region is missing', false), /^No AWS region is set\. Set AWS_REGION/],
    [
      'no credentials',
      sdkError('CredentialsProviderError', 'Could not load credentials from any providers', false),
      /^No AWS credentials were found\. Set AWS_PROFILE/,
    ],
    [
      'an SSO session that has ended',
      sdkError(
        'CredentialsProviderError',
        "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
        false,
      ),
      /have expired\. Sign in again \(such as aws sso login\)/,
    ],
    [
      'a token of STS that has expired',
      sdkError('ExpiredTokenException', 'The security token included in the request is expired'),
      /have expired/,
    ],
    ['the same in S3', sdkError('ExpiredToken', 'The provided token has expired.'), /have expired/],
    [
      'a key that does not exist',
      sdkError('InvalidClientTokenId', 'The security token included in the request is invalid.'),
      /AWS does not accept these credentials\. Check AWS_PROFILE/,
    ],
    [
      'a missing right',
      sdkError('AccessDeniedException', 'User: arn:aws:iam::1:user/a is not authorized to perform: x:Y'),
      /lack a right\. docs\/operate\.md#what-the-commands-need-in-aws/,
    ],
    [
      "a customer's key of a secret",
      sdkError('AccessDeniedException', 'Access to KMS is not allowed'),
      /KMS key .*docs\/configuration\.md#a-secret-with-your-own-kms-key/,
    ],
    ['the same in SNS', sdkError('AuthorizationError', 'User is not authorized'), /lack a right/],
    ['an unknown host', sdkError('Error', 'getaddrinfo ENOTFOUND sqs.eu-nowhere-1.amazonaws.com'), /Check AWS_REGION/],
  ])('with %s says what to set, whatever wraps it', (_name, error, expected) => {
    expect(awsProblem(error)).toMatch(expected);

    const wrapped = new ObjectStoreError('Could not list s3://lake/x', { cause: error });

    expect(failureReason(wrapped)).toMatch(/^Could not list s3:\/\/lake\/x\. [A-Z].*\.$/);
    expect(failureReason(error)).toMatch(/[a-z].*\.$/);
  });

  it('of another kind is left as it is', () => {
    for (const error of [
      new Error('403 Forbidden by a proxy'),
      sdkError('ValidationError', 'Stack x does not exist'),
    ]) {
      expect(awsProblem(error)).toBeUndefined();
      expect(failureReason(error)).toBe(`${error.name}: ${error.message}`);
    }
  });
});
