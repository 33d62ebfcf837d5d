/** Columns of text. */

export type Cell = string | number;

/** Numbers to the right, words to the left, a line below the header. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = header.map((name, column) => Math.max(name.length, ...texts.map((row) => row[column]?.length ?? 0)));
  const isNumber = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || row[column] === '-'),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...texts.map(line)];
}

/** Milliseconds with three digits that matter, as a number where it is one. */
export function milliseconds(value: number | undefined): Cell {
  return value === undefined ? '-' : Number(value.toPrecision(3));
}
