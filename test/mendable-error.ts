/** Something that whoever runs a test can mend: its message says what, and no stack is needed. */
export class MendableError extends Error {
  override readonly name = 'MendableError';
}
