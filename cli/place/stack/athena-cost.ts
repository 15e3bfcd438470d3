import { onError } from '../../terminal/colours';

const DOLLARS_PER_BYTE = 5 / 1e12;
const LEAST_BYTES = 10e6;

/**
 * The data that Athena read for these answers (bytes of each) and its approximate price: $5 per TB, at least 10 MB a query, in
 * most regions. https://aws.amazon.com/athena/pricing/
 */
export function athenaCost(answers: readonly number[]): string {
  const megabytes = Math.ceil(answers.reduce((sum, bytes) => sum + bytes, 0) / 1e6).toLocaleString('en-US');
  const charged = answers.reduce((sum, bytes) => sum + Math.max(bytes, LEAST_BYTES), 0);
  const dollars = charged * DOLLARS_PER_BYTE;
  return onError.dim(`Athena read ${megabytes} MB: about $${dollars.toFixed(dollars < 0.01 ? 5 : 2)}.`);
}
