/** The candidate that a mistyped name most likely meant: at most two letters off, case ignored. Undefined when none is that near. */
export function nearName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewestEdits = 3;
  // Whoever types so many letters too many did not mistype; and the comparison below stays small.
  if (name.length > 40) return undefined;
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
