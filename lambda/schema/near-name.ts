// Detection ids are the longest names: up to 80 letters.
const LONGEST_NAME = 82;

/** The candidate that a mistyped name most likely means: at most two letters different, ignoring case. */
export function nearName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewestEdits = 3;
  // Keeps the comparison below small.
  if (name.length > LONGEST_NAME) return undefined;
  for (const candidate of candidates) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewestEdits) [nearest, fewestEdits] = [candidate, edits];
  }
  return nearest;
}

/** Letters to insert, delete or replace to turn one word into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
