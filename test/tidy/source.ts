/** The files that the habits are checked on, and their syntax trees. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ts } from 'ts-morph';

/** Root of the workspace. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** One TypeScript file; `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** One place where a habit was broken. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

const left = ['**/node_modules', '**/dist', '**/.git', '**/.nx', '**/coverage'];

/** Paths of the workspace that match, sorted. What npm, tsc, git and nx write is left out. */
export function pathsOf(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: left, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !/(^|[\\/])(node_modules|dist|\.git|\.nx|coverage)[\\/]/.test(entry.parentPath),
    )
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').slice(root.length))
    .toSorted();
}

/** Text of one file of the workspace. */
export function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** Parses a text as if it stood at `path`. */
export function sourceFrom(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS) };
}

/** Every TypeScript file of the packages, generated ones included. */
export function sources(): Source[] {
  return pathsOf(
    '{packages,tools,schemas,apps,test,.ci}/**/*.ts',
    'examples/*.ts',
    'examples/*/{src,schemas}/**/*.ts',
  ).map((path) => sourceFrom(path, textOf(path)));
}

/** Is this a file that somebody wrote by hand and ships? */
export function isShipped(path: string): boolean {
  return (
    !isGenerated(path) &&
    (/^(packages|tools|apps|examples)\/[^/]+\/src\//.test(path) ||
      /^schemas\/((messages|modules)\/|[^/]+\.ts$)/.test(path))
  );
}

/** Does the generator write this file? */
export function isGenerated(path: string): boolean {
  return path.startsWith('packages/module-sdks/') || path.endsWith('.gen.ts');
}

/** Makes the finding for a node. */
export function at(source: Source, node: ts.Node, what: string): Finding {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return { path: source.path, line: line + 1, what };
}

/** Every node of a tree, parents first. */
export function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [node];
  // Grows while it is walked. `getChildren` would scan the text again, for tokens that no rule asks for.
  for (const parent of nodes) ts.forEachChild(parent, (child) => void nodes.push(child));
  return nodes;
}

/** Does this statement carry that modifier? */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}
