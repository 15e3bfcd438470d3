import { UsageError } from '../exit-codes';

/** The path of a directory in `--lake`. Throws `UsageError` when it is empty: that would be the current directory. */
export function directoryPath(text: string): string {
  if (text !== '') return text;
  throw new UsageError('--lake: an empty text is not allowed; use the path of a directory.');
}
