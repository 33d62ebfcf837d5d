/** Imports as edges: floors, package floors and cycles. Type imports count. */
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { busCoreFloors, packageFloors } from './floors.ts';
import { at, type Finding, isGenerated, nodesOf, type Source } from './source.ts';

const busCore = 'packages/bus-core/src/';

interface Import {
  readonly node: ts.Node;
  readonly specifier: string;
}

/** Found once: several rules ask, and a whole tree is walked for each answer. */
const known = new WeakMap<Source, readonly Import[]>();

/** Every static import, re-export, `import()` and `import('…')` type of a file. */
export function importsOf(source: Source): readonly Import[] {
  const imports = known.get(source) ?? nodesOf(source.tree).flatMap(importAt);
  known.set(source, imports);
  return imports;
}

function importAt(node: ts.Node): readonly Import[] {
  const target = targetOf(node);
  return target !== undefined && ts.isStringLiteralLike(target) ? [{ node, specifier: target.text }] : [];
}

function targetOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  return undefined;
}

/** The path that a relative import means; undefined for a package. */
export function resolved(path: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

/** Floor and place of a file of bus-core; undefined where the table does not know it. */
export function placeOf(path: string, floors: readonly (readonly string[])[] = busCoreFloors): number | undefined {
  const name = path.slice(busCore.length).replace(/\.ts$/, '');
  for (const [floor, names] of floors.entries()) {
    const place = names.findIndex((entry) => (entry.endsWith('/') ? name.startsWith(entry) : entry === name));
    if (place >= 0) return floor * 1000 + place;
  }
  return undefined;
}

/** Breaches of the floors inside bus-core. */
export function floorFindings(source: Source): Finding[] {
  if (!source.path.startsWith(busCore)) return [];
  const own = placeOf(source.path);
  if (own === undefined) return [{ path: source.path, line: 1, what: 'has no place in test/tidy/floors.ts' }];
  return importsOf(source).flatMap(({ node, specifier }) => {
    const target = resolved(source.path, specifier);
    const place = target === undefined ? undefined : placeOf(target);
    if (place === undefined || place < own || sameFolder(source.path, target)) return [];
    return [at(source, node, `imports ${specifier}, which stands on a higher floor`)];
  });
}

function sameFolder(path: string, target: string | undefined): boolean {
  const folder = posix.dirname(path);
  return `${folder}/` !== busCore && target !== undefined && posix.dirname(target) === folder;
}

/** Breaches of the floors between packages, and relative imports that leave their package. */
export function packageFindings(source: Source): Finding[] {
  const floor = packageFloors.find(({ paths }) => paths.test(source.path));
  if (floor === undefined || source.path.includes('/test/')) return [];
  const home =
    /^((packages\/module-sdks|packages|tools|apps|examples)\/[^/]+\/src\/|(examples\/[^/]+\/)?schemas\/)/.exec(
      source.path,
    )?.[0] ?? '';
  return importsOf(source).flatMap(({ node, specifier }) => {
    const target = resolved(source.path, specifier);
    const fine = target === undefined ? floor.allowed.test(specifier) : target.startsWith(home);
    return fine ? [] : [at(source, node, `imports ${specifier}: ${floor.name}`)];
  });
}

/**
 * Each cycle of relative imports, as the path around it. Type imports count, but not in generated files: there a
 * message's validator takes its type from the descriptor that takes the validator, and nothing of it is left at run time.
 */
export function cyclesOf(files: readonly Source[]): string[][] {
  const edges = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return cycles;
}

function targetsOf(file: Source): string[] {
  return importsOf(file).flatMap(({ node, specifier }) =>
    isGenerated(file.path) && isTypeOnly(node) ? [] : (resolved(file.path, specifier) ?? []),
  );
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isExportDeclaration(node) ? node.isTypeOnly : ts.isImportTypeNode(node);
}
