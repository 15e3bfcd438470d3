/**
 * In the text of a failed call: a KMS key refused the caller, or cannot be used. Secrets Manager decrypts with the rights of
 * its caller, and says "Access to KMS is not allowed" without naming the key.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export const KMS_REFUSAL = /\bAccess to KMS\b|\bKMS key\b|\bkms:[A-Z]/;
