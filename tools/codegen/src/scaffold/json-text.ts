/** JSON as formatters write it: lists of plain values on one line where they fit. */

const widthMax = 80;

/** The text of a JSON file. What is undefined is left out. */
export function jsonText(value: unknown): string {
  return `${written(value, { indent: '', taken: 0 })}\n`;
}

interface Line {
  readonly indent: string;
  /** Columns that stand before the value, and one behind it. */
  readonly taken: number;
}

function written(value: unknown, { indent, taken }: Line): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const below = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    if (isPlain && taken + line.length <= widthMax) return line;
    return block(
      value.map((item) => written(item, { indent: below, taken: below.length + 1 })),
      { indent, ends: '[]' },
    );
  }
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  const texts = fields.map(([name, item]) => {
    const key = `${JSON.stringify(name)}: `;
    return key + written(item, { indent: below, taken: below.length + key.length + 1 });
  });
  return block(texts, { indent, ends: '{}' });
}

function block(texts: readonly string[], { indent, ends }: { readonly indent: string; readonly ends: string }): string {
  if (texts.length === 0) return ends;
  return `${ends[0]}\n${texts.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}${ends[1]}`;
}
