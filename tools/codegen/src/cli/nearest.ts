/** The name that somebody most likely meant. */

/** Of some names the one that takes the fewest changes to become; none where all are far. */
export function nearestOf(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(wanted, name.toLowerCase()) }))
    .sort((left, right) => left.changes - right.changes);
  if (best === undefined) return undefined;
  return best.changes <= Math.max(2, Math.floor(given.length / 3)) || (wanted !== '' && best.name.startsWith(wanted))
    ? best.name
    : undefined;
}

/** Levenshtein distance, row by row. */
function changesBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of left.split('').entries()) {
    const next = [index + 1];
    for (const [column, other] of right.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
