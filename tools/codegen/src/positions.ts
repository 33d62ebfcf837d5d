/** Line and column of problems, read from the syntax of the schema files. ts-morph is loaded only when there is a problem. */
import path from 'node:path';
import type { Node, SourceFile } from 'ts-morph';
import { morph } from './morph.ts';
import type { Place, Position, Problem } from './problem.ts';

/** The nearest position that the syntax shows for each problem; 1:1 where it shows none. */
export async function locate(problems: readonly Problem[], folder: string): Promise<Map<Problem, Position>> {
  const needed = problems.filter(({ position, place }) => position === undefined && place.exportName !== undefined);
  const found = needed.length === 0 ? new Map<Problem, Position>() : await search(needed, folder);
  return new Map(
    problems.map((problem) => [problem, problem.position ?? found.get(problem) ?? { line: 1, column: 1 }]),
  );
}

/** The same problems, each with its position. */
export async function withPositions(problems: readonly Problem[], folder: string): Promise<Problem[]> {
  const positions = await locate(problems, folder);
  return problems.map((problem) => ({ ...problem, position: positions.get(problem) ?? { line: 1, column: 1 } }));
}

async function search(problems: readonly Problem[], folder: string): Promise<Map<Problem, Position>> {
  const project = new (morph().Project)({
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    skipAddingFilesFromTsConfig: true,
  });
  const finder = new Finder((file) => project.addSourceFileAtPathIfExists(file));
  return new Map(problems.map((problem) => [problem, finder.position(problem.place, folder)]));
}

class Finder {
  readonly #open: (file: string) => SourceFile | undefined;

  constructor(open: (file: string) => SourceFile | undefined) {
    this.#open = open;
  }

  position(place: Place, folder: string): Position {
    const file = this.#open(path.join(folder, place.file));
    const start = file && this.#definition(file, place.exportName);
    if (file === undefined || start === undefined) return { line: 1, column: 1 };
    let node: Node = start;
    for (const step of place.path) {
      const next = this.#property(node, step);
      if (next === undefined) break;
      node = next;
    }
    const { line, column } = node.getSourceFile().getLineAndColumnAtPos(node.getStart());
    return node.getSourceFile() === file ? { line, column } : this.#at(file, start);
  }

  #at(file: SourceFile, node: Node): Position {
    return file.getLineAndColumnAtPos(node.getStart());
  }

  /** The exported constant, or the default export. */
  #definition(file: SourceFile, exportName: string | undefined): Node | undefined {
    if (exportName === undefined) return undefined;
    if (exportName === 'default') return file.getExportAssignment((assignment) => !assignment.isExportEquals());
    return file.getVariableDeclaration(exportName) ?? file.getExportedDeclarations().get(exportName)?.[0];
  }

  /** The property of that name nearest below a node; constants of the same file are followed. */
  #property(node: Node, name: string): Node | undefined {
    const queue: Node[] = [node];
    const seen = new Set<Node>(queue);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (next !== node && this.#isNamed(next, name)) return next;
      for (const child of [...next.forEachChildAsArray(), ...this.#followed(next)]) {
        if (seen.has(child)) continue;
        seen.add(child);
        queue.push(child);
      }
    }
    return undefined;
  }

  #isNamed(node: Node, name: string): boolean {
    const { Node: guard } = morph();
    if (
      !guard.isPropertyAssignment(node) &&
      !guard.isShorthandPropertyAssignment(node) &&
      !guard.isGetAccessorDeclaration(node)
    )
      return false;
    const named = node.getNameNode();
    return (
      (guard.isStringLiteral(named) || guard.isNoSubstitutionTemplateLiteral(named)
        ? named.getLiteralText()
        : named.getText()) === name
    );
  }

  #followed(node: Node): Node[] {
    const { Node: guard } = morph();
    if (!guard.isIdentifier(node)) return [];
    const declared = node.getSourceFile().getVariableDeclaration(node.getText())?.getInitializer();
    return declared === undefined ? [] : [declared];
  }
}
