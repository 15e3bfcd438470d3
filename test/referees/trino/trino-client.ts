import * as z from 'zod/mini';

/** A type in an answer of Trino, as far as it decides how values are read. */
export interface TrinoType {
  readonly rawType: string;
  readonly arguments: readonly { readonly kind: string; readonly value: unknown }[];
}

const typeSchema = z.object({
  rawType: z.string(),
  arguments: z.array(z.object({ kind: z.string(), value: z.unknown() })),
});

const pageSchema = z.object({
  nextUri: z.optional(z.string()),
  columns: z.optional(z.array(z.object({ name: z.string(), typeSignature: typeSchema }))),
  data: z.optional(z.array(z.array(z.unknown()))),
  error: z.optional(z.object({ errorName: z.string(), message: z.string() })),
});

const fieldSchema = z.object({ fieldName: z.nullish(z.object({ name: z.string() })), typeSignature: z.unknown() });

/** An answer: rows with names of fields, as DuckDB's are. */
export interface TrinoAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Trino refused a query, or failed on it. */
export class TrinoError extends Error {
  override readonly name = 'TrinoError';
}

/** Asks Trino, in a schema of the catalog `hive`. Throws `TrinoError`. https://trino.io/docs/435/develop/client-protocol.html */
export async function askTrino(address: string, schema: string, sql: string): Promise<TrinoAnswer> {
  const headers = {
    'x-trino-user': 'referee',
    'x-trino-catalog': 'hive',
    'x-trino-schema': schema,
    'x-trino-time-zone': 'UTC',
  };
  let page = await pageOf(fetch(`${address}/v1/statement`, { method: 'POST', headers, body: sql }));
  let columns: NonNullable<typeof page.columns> = [];
  const rows: unknown[][] = [];
  for (;;) {
    if (page.error) throw new TrinoError(`${page.error.errorName}: ${page.error.message}`);
    columns = page.columns ?? columns;
    for (const row of page.data ?? []) rows.push(row.map((value, i) => named(value, columns[i]?.typeSignature)));
    if (page.nextUri === undefined) return { columns: columns.map(({ name }) => name), rows };
    page = await pageOf(fetch(page.nextUri, { headers }));
  }
}

async function pageOf(answer: Promise<Response>): Promise<z.infer<typeof pageSchema>> {
  return pageSchema.parse(await (await answer).json());
}

// Trino writes a struct as a list of its values.
function named(value: unknown, type: TrinoType | undefined): unknown {
  if (!Array.isArray(value) || type === undefined) return value ?? null;
  if (type.rawType === 'array') {
    const element = typeSchema.parse(type.arguments[0]?.value);
    return value.map((each) => named(each, element));
  }
  if (type.rawType !== 'row') return value;
  return Object.fromEntries(
    type.arguments.map((argument, i) => {
      const { fieldName, typeSignature } = fieldSchema.parse(argument.value);
      return [fieldName?.name ?? `field${i}`, named(value[i], typeSchema.parse(typeSignature))];
    }),
  );
}
