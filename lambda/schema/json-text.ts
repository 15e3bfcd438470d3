/**
 * A JSON value that JavaScript cannot hold, kept as the text it came in: a number that would be rounded, or an object in
 * which a name stands twice. In the lake it is that text.
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

/** Sets a field whatever its name: assigned in the ordinary way, `__proto__` would change the object instead. */
export function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
