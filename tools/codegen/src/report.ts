/** Problems as people read them: where, what, the lines themselves, and what to write instead. */
import path from 'node:path';
import { textOf } from './files.ts';
import { locate } from './positions.ts';
import type { DefinitionError, Position, Problem } from './problem.ts';

/** All problems that stand in the way, and their count. */
export async function problemReport({ problems, folder }: DefinitionError): Promise<string> {
  const texts = await rendered(problems, { folder });
  return `${texts.join('\n')}\n${problems.length} problem${problems.length === 1 ? '' : 's'}\n`;
}

/** What is odd, and stops nothing; empty where nothing is. */
export async function warningReport(warnings: readonly Problem[], folder: string): Promise<string> {
  return (await rendered(warnings, { folder, word: 'warning: ' })).join('\n');
}

interface Rendering {
  readonly folder: string;
  /** Stands before the message. */
  readonly word?: string;
}

interface Located {
  readonly problem: Problem;
  readonly position: Position;
}

/** Sorted by file and position. */
async function rendered(problems: readonly Problem[], { folder, word = '' }: Rendering): Promise<string[]> {
  if (problems.length === 0) return [];
  const positions = await locate(problems, folder);
  const located = problems.map((problem) => ({ problem, position: positions.get(problem) ?? { line: 1, column: 1 } }));
  const texts = new Map<string, string[]>();
  for (const file of new Set(problems.map(({ place }) => place.file)))
    texts.set(file, await linesOf(path.join(folder, file)));
  return located.sort(inOrder).map(({ problem, position }) => {
    const { file, path: steps } = problem.place;
    const at = steps.length === 0 ? '' : `${steps.join('.')}: `;
    const where = `${path.relative('.', path.join(folder, file)) || '.'}:${position.line}:${position.column}`;
    return [
      `${where} ${word}${at}${problem.message}`,
      ...(isAtLine(problem) ? frame(texts.get(file) ?? [], position) : []),
      `  help: ${problem.fix}`,
      '',
    ].join('\n');
  });
}

/** A problem of a file as a whole shows no lines of it. */
function isAtLine({ place, position }: Problem): boolean {
  return position !== undefined || place.exportName !== undefined;
}

function inOrder(left: Located, right: Located): number {
  const [a, b] = [left.problem.place.file, right.problem.place.file];
  if (a !== b) return a < b ? -1 : 1;
  return left.position.line - right.position.line || left.position.column - right.position.column;
}

/** A place may be a folder, or nothing: it has no lines then. */
async function linesOf(file: string): Promise<string[]> {
  if (!/\.[a-z]+$/.test(file)) return [];
  return (await textOf(file))?.split(/\r?\n/) ?? [];
}

const linesAround = 2;
/** Longer lines are cut, so that the caret and what follows it are seen. */
const widthMax = 120;

/** The line with a caret below the column, between two lines on each side. */
function frame(lines: readonly string[], { line, column }: Position): string[] {
  if (lines[line - 1] === undefined) return [];
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const width = String(last).length;
  const start = column > widthMax - 30 ? column - Math.floor(widthMax / 2) : 0;
  return lines.slice(first - 1, last).flatMap((text, index) => {
    const number = first + index;
    const shown = text.slice(start, start + widthMax);
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${shown}`.trimEnd();
    if (number !== line) return number === last && text === '' ? [] : [row];
    const before = shown.slice(0, column - 1 - start).replaceAll(/[^\t]/g, ' ');
    return [row, `  ${' '.repeat(width)} | ${before}^`];
  });
}
