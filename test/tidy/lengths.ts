/** How long files and functions are. */
import { ts } from 'ts-morph';
import { at, type Finding, nodesOf, type Source } from './source.ts';

/** Limits in lines. */
export interface Limits {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** A length in lines and where it was measured. */
export interface Length extends Finding {
  readonly lines: number;
}

/** Length of each file. */
export function fileLengths(files: readonly Source[]): Length[] {
  return files.map(({ path, text }) => {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return { path, line: 1, lines, what: `${lines} lines` };
  });
}

/** Length of each function that has a block for a body, from its signature to its closing brace. */
export function functionLengths(files: readonly Source[]): Length[] {
  return files.flatMap((source) =>
    [...nodesOf(source.tree)].filter(hasBlock).map((node) => {
      const start = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line;
      const lines = source.tree.getLineAndCharacterOfPosition(node.end).line - start + 1;
      return { ...at(source, node, `a function of ${lines} lines`), lines };
    }),
  );
}

function hasBlock(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && ts.isBlock(node.body);
}

/** What is over the limits: the distribution first, then each that is too long by itself. */
export function overLimits(lengths: readonly Length[], limits: Limits): string[] {
  const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  const over: string[] = [];
  if (quantile(0.5) > limits.median) over.push(`the median is ${quantile(0.5)}, more than ${limits.median}`);
  if (quantile(0.9) > limits.p90) over.push(`nine in ten are up to ${quantile(0.9)}, more than ${limits.p90}`);
  for (const { path, line, what, lines } of lengths) {
    if (lines > limits.max) over.push(`${path}:${line} ${what}, more than ${limits.max}`);
  }
  return over;
}
