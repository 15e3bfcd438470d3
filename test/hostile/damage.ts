import fc from 'fast-check';

/** The bytes with some of them changed, left out, repeated or added. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(bytes.length);
  const hit = fc.oneof(
    fc.record({ kind: fc.constant('change' as const), at, to: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('insert' as const), at, to: fc.uint8Array({ maxLength: 4 }) }),
    fc.record({ kind: fc.constant('cut' as const), at, to: fc.constant(Uint8Array.of()) }),
    fc.record({ kind: fc.constant('repeat' as const), at, to: fc.constant(Uint8Array.of()) }),
  );
  return fc.array(hit, { maxLength: 3 }).map((hits) =>
    hits.reduce<Uint8Array>((whole, { kind, at: from, to }) => {
      const [head, tail] = [whole.subarray(0, from), whole.subarray(from)];
      return Buffer.concat(
        {
          change: [head, to, tail.subarray(to.length)],
          insert: [head, to, tail],
          cut: [head],
          repeat: [head, tail, tail],
        }[kind],
      );
    }, bytes),
  );
}
