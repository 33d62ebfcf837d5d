/** What is printed: aligned columns, and how many rows missed their target. */

export type Verdict = 'ok' | 'MISS' | '';

export interface Row {
  readonly cells: readonly string[];
  readonly verdict: Verdict;
}

/** Prints a table and answers whether every row is met. */
export function printTable(head: readonly string[], rows: readonly Row[]): boolean {
  const lines = [[...head, ''], ...rows.map(({ cells, verdict }) => [...cells, verdict])];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
  return rows.every(({ verdict }) => verdict !== 'MISS');
}

/** The middle value; of an even number the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}

export function verdictOf(met: boolean): Verdict {
  return met ? 'ok' : 'MISS';
}

/** As "5,484,307". */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
