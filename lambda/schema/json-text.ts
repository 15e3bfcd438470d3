/**
 * A JSON value that JavaScript cannot represent, kept as its original text: a number that would be rounded, or an object
 * that repeats a name. The lake stores the text.
 */
export class JsonText {
  constructor(
    readonly kind: 'number' | 'object',
    readonly text: string,
  ) {}

  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}

/** Sets a field of any name. A plain assignment to `__proto__` would change the object's prototype. */
export function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
