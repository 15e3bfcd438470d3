/** What the API answers instead of events. Thrown wherever a request turns out to be wrong. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The body of an answer that is no success. */
export function errorBody(status: number, code: string, detail: string): string {
  return JSON.stringify({ errors: [{ status: String(status), code, title: code, detail }] });
}
