import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import * as z from 'zod/mini';

const problems = z.array(z.object({ message: z.string(), startLine: z.number() }));
const parser = z.object({ validate: z.custom<(sql: string) => unknown>((value) => typeof value === 'function') });
const library = z.object({ TrinoSQL: z.custom<new () => unknown>((value) => typeof value === 'function') });

/** What is wrong with a statement in the grammar of Trino, which is Athena's; none when it parses. */
export class TrinoGrammar {
  readonly #parser: z.infer<typeof parser>;

  /** Builds the parser, whose package is made for bundlers alone, into this folder. */
  constructor(folder: string) {
    const outfile = join(folder, 'trino.cjs');
    buildSync({
      stdin: { contents: "export { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';", resolveDir: process.cwd() },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
    });
    const { TrinoSQL } = library.parse(createRequire(__filename)(outfile));
    const made: unknown = new TrinoSQL();
    this.#parser = { validate: (sql) => Reflect.apply(parser.parse(made).validate, made, [sql]) };
  }

  problemsOf(sql: string): readonly string[] {
    return problems.parse(this.#parser.validate(sql)).map(({ message, startLine }) => `line ${startLine}: ${message}`);
  }
}
