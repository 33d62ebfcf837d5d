/** Upcasters and downcasters: found for each version, and carried over as source text. */
import path from 'node:path';
import type { CallExpression, Node, SourceFile, Statement } from 'ts-morph';
import type { CastFacts } from './facts.ts';
import type { Source } from './load.ts';
import type { CastContract, VersionContract } from './model.ts';
import { morph } from './morph.ts';
import { Findings, type Problem } from './problem.ts';
import type { Workspace } from './read.ts';
import { castName } from './render/older.ts';
import { typeNames } from './render/types.ts';

/** Two neighbouring versions of one message. */
interface Neighbours {
  readonly name: string;
  readonly older: VersionContract;
  readonly next: VersionContract;
}

interface Reading {
  readonly workspace: Workspace;
  /** Takes what is wrong. */
  readonly problems: Problem[];
}

/** What a cast may not use: it would not be the same function everywhere and always. */
const impure: ReadonlySet<string> = new Set(
  'Date process globalThis console fetch setTimeout setInterval setImmediate performance crypto require eval Function'.split(
    ' ',
  ),
);

/** The casts between two neighbours; an absent upcaster is for the rules to report. */
export function castsOf(
  { name, older, next }: Neighbours,
  { workspace, problems }: Reading,
): Pick<VersionContract, 'upcast' | 'downcast'> {
  const carry = (from: VersionContract, to: VersionContract): CastContract | undefined => {
    const source = workspace.casts.find(
      ({ definition }) =>
        definition.from.name === name &&
        definition.to.name === name &&
        definition.from.version === from.version &&
        definition.to.version === to.version,
    );
    if (source === undefined) return undefined;
    const head = `export const ${castName({ name }, from, to).name}: (payload: ${typeNames(name, from).payload}) => ${typeNames(name, to).input} =`;
    return carried({ source, head }, workspace, problems);
  };
  const [upcast, downcast] = [carry(older, next), carry(next, older)];
  return { ...(upcast === undefined ? {} : { upcast }), ...(downcast === undefined ? {} : { downcast }) };
}

interface Carried {
  readonly source: Source<CastFacts>;
  /** What the function is assigned to in an SDK. */
  readonly head: string;
}

function carried({ source, head }: Carried, workspace: Workspace, problems: Problem[]): CastContract {
  const project = new (morph().Project)({
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    skipAddingFilesFromTsConfig: true,
  });
  const file = project.addSourceFileAtPath(path.join(workspace.folder, source.file));
  const findings = new Findings(problems, { file: source.file, exportName: source.exportName, path: [] });
  return { source: `${path.basename(workspace.folder)}/${source.file}`, body: new Carrier(file, findings).body(head) };
}

class Carrier {
  readonly #file: SourceFile;
  readonly #findings: Findings;
  /** Names that the imports gave: none of them exists in an SDK. */
  readonly #imported: ReadonlySet<string>;

  constructor(file: SourceFile, findings: Findings) {
    this.#file = file;
    this.#findings = findings;
    const named = file.getImportDeclarations().flatMap((statement) => statement.getNamedImports());
    this.#imported = new Set(named.map((name) => name.getAliasNode()?.getText() ?? name.getName()));
  }

  /** Everything but the imports; the function of the `define…` call stands behind `head`. */
  body(head: string): string[] {
    for (const statement of this.#file.getImportDeclarations()) {
      const from = statement.getModuleSpecifierValue();
      if (from === '@myelin/codegen/define' || /^\.{1,2}\/.*\.v\d+\.ts$/.test(from)) continue;
      this.#report(
        statement,
        `"${from}" is imported, and would have to be carried over`,
        'Import the two versions and @myelin/codegen/define alone; write helpers into this file.',
      );
    }
    const kept = this.#file.getStatements().filter((statement) => !morph().Node.isImportDeclaration(statement));
    return kept.flatMap((statement) => this.#statement(statement, head).split('\n'));
  }

  #statement(statement: Statement, head: string): string {
    const cast = castCall(statement)?.getArguments()[2];
    this.#inspect(cast ?? statement);
    const docs = statement.getLeadingCommentRanges().map((comment) => comment.getText());
    const text = cast === undefined ? statement.getText() : `${head} ${cast.getText()};`;
    return [...docs.filter((comment) => !text.startsWith(comment)), text, ''].join('\n');
  }

  #inspect(node: Node): void {
    for (const inner of [node, ...node.getDescendants()]) {
      if (['AwaitExpression', 'AsyncKeyword', 'ImportKeyword'].includes(inner.getKindName()))
        this.#report(inner, 'a cast is a plain function of its payload', 'Return the other payload at once.');
      if (!morph().Node.isIdentifier(inner) || isMember(inner)) continue;
      const text = inner.getText();
      if (this.#imported.has(text))
        this.#report(inner, `"${text}" comes from a schema file, which no SDK has`, 'Use the payload alone.');
      else if (impure.has(text) || inner.getParent().getText() === 'Math.random')
        this.#report(inner, `"${text}" is not the same every time`, 'Use the payload alone.');
    }
  }

  #report(node: Node, message: string, fix: string): void {
    const { line, column } = this.#file.getLineAndColumnAtPos(node.getStart());
    this.#findings.add(message, fix, { position: { line, column } });
  }
}

/** The `define…caster` call that a statement exports. */
function castCall(statement: Statement): CallExpression | undefined {
  if (!morph().Node.isVariableStatement(statement)) return undefined;
  const value = statement.getDeclarations()[0]?.getInitializer();
  if (!morph().Node.isCallExpression(value)) return undefined;
  return /^define(?:Up|Down)caster$/.test(value.getExpression().getText()) ? value : undefined;
}

/** The name behind a dot, or of a field: nothing that a scope gives. */
function isMember(node: Node): boolean {
  const parent = node.getParent();
  if (morph().Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === node;
  return (
    (morph().Node.isPropertyAssignment(parent) || morph().Node.isPropertySignature(parent)) &&
    parent.getNameNode() === node
  );
}
