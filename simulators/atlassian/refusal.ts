/** An error of the API. Thrown where a request is wrong. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The body of an error answer. */
export function errorBody(status: number, code: string, detail: string): string {
  return JSON.stringify({ errors: [{ status: String(status), code, title: code, detail }] });
}
