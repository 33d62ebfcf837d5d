/** The habits that one file's syntax can break. Each rule carries a file that breaks it. */
import { ts } from 'ts-morph';
import { at, type Finding, hasModifier, isGenerated, isShipped, nodesOf, type Source } from './source.ts';

/** One habit. */
export interface Rule {
  /** Reads after "no file has". */
  readonly name: string;
  readonly applies: (path: string) => boolean;
  /** The breach that this node is, or undefined. */
  readonly breach: (node: ts.Node, source: Source) => string | undefined;
  /** Negative control: a file with exactly one breach. */
  readonly bad: { readonly path: string; readonly text: string };
}

/** Every breach of a rule in a file. */
export function findingsOf(rule: Rule, source: Source): Finding[] {
  if (!rule.applies(source.path)) return [];
  return [...nodesOf(source.tree)].flatMap((node) => {
    const what = rule.breach(node, source);
    return what === undefined ? [] : [at(source, node, what)];
  });
}

const isBusCore = (path: string): boolean => path.startsWith('packages/bus-core/src/') && isShipped(path);
const isHot = (path: string): boolean => /bus-core\/src\/(router|ring-buffer|mailbox|gate|consumer)\.ts$/.test(path);
const isUnitTest = (path: string): boolean => /^(packages|tools|apps)\/[^/]+\/test\//.test(path);
const isAnyTest = (path: string): boolean => isUnitTest(path) || path.startsWith('test/');
const isHandwritten = (path: string): boolean => !isGenerated(path);

const timeAndChance = new Set(['Date.now', 'Math.random', 'performance.now']);
const timers = new Set(['setTimeout', 'setImmediate', 'setInterval']);
const errorNames = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError']);

export const rules: readonly Rule[] = [
  {
    name: 'the type any',
    applies: isHandwritten,
    breach: (node) => (node.kind === ts.SyntaxKind.AnyKeyword ? 'any' : undefined),
    bad: { path: 'apps/demo/src/a.ts', text: 'const a: any = 1;' },
  },
  {
    name: 'a non-null assertion',
    applies: isShipped,
    breach: (node) => (ts.isNonNullExpression(node) || isDefinite(node) ? node.getText() : undefined),
    bad: { path: 'tools/codegen/src/a.ts', text: 'const b = list[0]!;' },
  },
  {
    name: 'a cast through unknown without a comment that says why',
    applies: isHandwritten,
    breach: (node, source) => (isDoubleCast(node) && !hasComment(node, source) ? node.getText() : undefined),
    bad: { path: 'tools/codegen/src/a.ts', text: 'const b = a as unknown as string;' },
  },
  {
    name: 'an error of bus-core that is no BusError',
    applies: isBusCore,
    breach: (node) =>
      ts.isNewExpression(node) && errorNames.has(node.expression.getText())
        ? `new ${node.expression.getText()}(`
        : undefined,
    bad: { path: 'packages/bus-core/src/bus.ts', text: "throw new Error('closed');" },
  },
  {
    name: 'time or chance that does not come in through the constructor',
    applies: (path) => isBusCore(path) && path !== 'packages/bus-core/src/clock.ts',
    breach: timeOrChance,
    bad: { path: 'packages/bus-core/src/bus.ts', text: 'const now = Date.now();' },
  },
  {
    name: 'JSON, a new pattern or an object spread in a hot file',
    applies: isHot,
    breach: (node) => (isSlow(node) ? node.getText() : undefined),
    bad: { path: 'packages/bus-core/src/router.ts', text: 'const copy = { ...message };' },
  },
  {
    name: 'an error that is swallowed',
    applies: isHandwritten,
    breach: (node) => (isSwallowed(node) ? node.getText() : undefined),
    bad: { path: 'apps/demo/src/a.ts', text: 'try { run(); } catch { /* fine */ }' },
  },
  {
    name: 'an exported function with more than two positional parameters and one object',
    applies: isShipped,
    breach: (node) => (isExportedFunction(node) ? tooManyParameters(node) : undefined),
    bad: { path: 'apps/demo/src/a.ts', text: 'export function f(a: string, b: string, c: string): void {}' },
  },
  {
    name: 'an exported function or class without a docstring',
    applies: (path) => isShipped(path) && !path.startsWith('schemas/'),
    breach: (node) => (isExportedFunction(node) && !hasDocstring(node) ? firstLine(node) : undefined),
    bad: { path: 'apps/demo/src/a.ts', text: 'export function f(): void {}' },
  },
  {
    name: 'a unit test that sleeps',
    applies: isUnitTest,
    breach: (node) =>
      (isTimer(node) && node.getText() !== 'setImmediate') || isTimersModule(node) ? node.getText() : undefined,
    bad: { path: 'packages/bus-core/test/a.test.ts', text: 'await new Promise((done) => setTimeout(done, 5));' },
  },
  {
    name: 'a test that is skipped, left for later or run alone',
    applies: isAnyTest,
    breach: (node) =>
      ts.isPropertyAccessExpression(node) && /^(it|test|describe)\.(skip|todo|only|fails)$/.test(node.getText())
        ? node.getText()
        : undefined,
    bad: { path: 'test/a.test.ts', text: "it.skip('works', () => {});" },
  },
  {
    name: 'a star export',
    applies: isShipped,
    breach: (node) =>
      ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))
        ? node.getText()
        : undefined,
    bad: { path: 'packages/bus-core/src/index.ts', text: "export * from './bus.ts';" },
  },
];

function isDefinite(node: ts.Node): boolean {
  const declares = ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node);
  return declares && node.exclamationToken !== undefined;
}

function isDoubleCast(node: ts.Node): boolean {
  return (
    ts.isAsExpression(node) &&
    ts.isAsExpression(node.expression) &&
    node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
  );
}

function hasComment(node: ts.Node, source: Source): boolean {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
  return source.text
    .split('\n')
    .slice(Math.max(0, line - 1), line + 1)
    .some((text) => /\/\/|\*\//.test(text));
}

function timeOrChance(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && timeAndChance.has(node.getText())) return node.getText();
  const now = ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  return now || isTimer(node) ? node.getText() : undefined;
}

function isTimer(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || !timers.has(node.text)) return false;
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  return !isMember || (ts.isPropertyAccessExpression(node.parent) && node.parent.expression.getText() === 'globalThis');
}

function isTimersModule(node: ts.Node): boolean {
  return ts.isStringLiteral(node) && /^(node:)?timers(\/promises)?$/.test(node.text);
}

function isSlow(node: ts.Node): boolean {
  if (ts.isSpreadAssignment(node)) return true;
  if (ts.isNewExpression(node)) return node.expression.getText() === 'RegExp';
  return ts.isPropertyAccessExpression(node) && /^JSON\.(stringify|parse)$/.test(node.getText());
}

function isSwallowed(node: ts.Node): boolean {
  if (ts.isCatchClause(node)) return node.block.statements.length === 0;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const [handler] = node.arguments;
  if (node.expression.name.text !== 'catch' || handler === undefined || !ts.isArrowFunction(handler)) return false;
  const { body } = handler;
  return ts.isBlock(body) ? body.statements.length === 0 : /^(undefined|null|void 0)$/.test(body.getText());
}

type ExportedFunction = ts.FunctionDeclaration | ts.ClassDeclaration | ts.VariableStatement;

function isExportedFunction(node: ts.Node): node is ExportedFunction {
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) return false;
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return true;
  return ts.isVariableStatement(node) && functionOf(node) !== undefined;
}

function functionOf(node: ts.VariableStatement): ts.SignatureDeclaration | undefined {
  const value = node.declarationList.declarations[0]?.initializer;
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

function tooManyParameters(node: ExportedFunction): string | undefined {
  if (ts.isClassDeclaration(node)) return undefined;
  const parameters = (ts.isVariableStatement(node) ? functionOf(node) : node)?.parameters ?? [];
  const [, , third] = parameters;
  if (third === undefined || (parameters.length === 3 && isOptions(third))) return undefined;
  return `${firstLine(node)} has ${parameters.length} parameters`;
}

/** An options object: one object with named members, never one more plain value or list. */
function isOptions(parameter: ts.ParameterDeclaration): boolean {
  const { name, type } = parameter;
  if (ts.isObjectBindingPattern(name) || name.getText() === 'options') return true;
  return type !== undefined && (ts.isTypeLiteralNode(type) || ts.isTypeReferenceNode(type));
}

function hasDocstring(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc) || isLaterOverload(node);
}

function isLaterOverload(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) || !ts.isSourceFile(node.parent)) return false;
  const { statements } = node.parent;
  const before = statements[statements.indexOf(node) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text;
}

function firstLine(node: ts.Node): string {
  return node.getText().split('\n')[0] ?? '';
}
