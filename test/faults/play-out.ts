/** Has things happen at their steps, while runs go on step by step; `step` says whether any run is left. */
export async function playOut<T>(
  happenings: readonly (readonly [step: number, happening: T])[],
  happen: (happening: T) => void,
  step: () => Promise<boolean>,
): Promise<void> {
  const rest = [...happenings].sort(([a], [b]) => a - b);
  for (let now = 0; rest.length > 0; now++) {
    for (let next = rest[0]; next && next[0] <= now; next = rest[0]) {
      rest.shift();
      happen(next[1]);
    }
    // When nothing is under way, time goes straight to what happens next.
    if (!(await step())) now = Math.max(now, (rest[0]?.[0] ?? now) - 1);
  }
}
