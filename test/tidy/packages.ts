/** The habits of whole packages. */
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { hasModifier, pathsOf, root, type Source } from './source.ts';

/** Folders that have a package.json, the root left out. */
export function packageFolders(): string[] {
  return pathsOf('{packages,tools,apps,schemas}/**/package.json', 'examples/*/package.json').map((path) =>
    posix.dirname(path),
  );
}

/** Folders without a README. */
export function withoutReadme(folders: readonly string[]): string[] {
  return folders.filter((folder) => !existsSync(`${root}${folder}/README.md`));
}

/** Names of the values (not types) that an index exports. */
export function valuesOf(source: Source): string[] {
  return source.tree.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return reExported(statement);
    return hasModifier(statement, ts.SyntaxKind.ExportKeyword) ? declared(statement) : [];
  });
}

function reExported({ isTypeOnly, exportClause }: ts.ExportDeclaration): string[] {
  if (isTypeOnly || exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.filter((element) => !element.isTypeOnly).map(({ name }) => name.text);
}

function declared(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isValue && statement.name !== undefined ? [statement.name.text] : [];
}
