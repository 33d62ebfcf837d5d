/** The verbs of `myelin` that begin something: `init`, `add message`, `add module` and `import`. */
import path from 'node:path';
import { isMessageName, isModuleName, isScope } from '../names.ts';
import { DefinitionError, type Problem } from '../problem.ts';
import { readWorkspace, type Workspace } from '../read.ts';
import { problemReport } from '../report.ts';
import { addMessages, addModule, CannotAddError, type NewMessage } from '../scaffold/add.ts';
import { messageText } from '../scaffold/definitions.ts';
import { importMessages } from '../scaffold/import.ts';
import { init, NotEmptyError } from '../scaffold/init.ts';
import { type Call, UnusableArgumentError } from './arguments.ts';
import { sourceOf } from './place.ts';

/** Sets up a workspace here. Answers what to say. */
export async function runInit(scope: string | undefined): Promise<string> {
  if (scope !== undefined && !isScope(scope))
    throw new UnusableArgumentError(`--scope "${scope}" is no npm scope. Write it in lower case, as @acme.`);
  const folder = path.resolve('.');
  const options = { folder, ...(scope === undefined ? {} : { scope }) };
  const { written, kept } = await refusing(() => init(options));
  return [
    ...written.map((file) => `wrote ${file}`),
    ...kept.map((name) => `kept the script "${name}" of package.json; myelin --help says what to call`),
    '',
    'Next: npm install && npm start',
    'Then look at schemas/messages and app/src/main.ts, and leave "myelin codegen --watch" running.',
    '',
  ].join('\n');
}

/** Adds a message. Answers what to say. */
export async function runAddMessage({ subjects: [name = ''], values }: Call): Promise<string> {
  if (!isMessageName(name))
    throw new UnusableArgumentError(`"${name}" is no name of a message. Write PascalCase, as OrderShipped.`);
  const workspace = await readable(values);
  const { owner, subscribers } = modulesOf(values, workspace);
  const message = { name, owner, subscribers, text: messageText({ name, owner }) };
  return wrote(await refusing(() => addMessages([message], workspace)), workspace);
}

/** Makes messages of JSON Schema, and says what cannot be one; answers the exit code. */
export async function runImport({ subjects: [file = ''], values, flags }: Call): Promise<number> {
  const { name, at = '#' } = values;
  const each = flags.has('each');
  if (each && name !== undefined)
    throw new UnusableArgumentError('--each and --name exclude each other: each message has a name of its own.');
  const workspace = await readable(values);
  const options = { file, at, each, ...(name === undefined ? {} : { name }), ...modulesOf(values, workspace) };
  const { files, problems } = await refusing(() => importMessages(options, workspace));
  if (problems.length > 0) process.stderr.write(await problemReport(new DefinitionError(problems, workspace.folder)));
  if (files.length > 0) process.stdout.write(wrote(files, workspace));
  return problems.length === 0 ? 0 : files.length === 0 ? 2 : 1;
}

function modulesOf(values: Call['values'], workspace: Workspace): Pick<NewMessage, 'owner' | 'subscribers'> {
  return {
    owner: values['owner'] ?? onlyModule(workspace),
    subscribers: (values['to'] ?? '').split(',').filter((module) => module !== ''),
  };
}

/** Adds a module. Answers what to say. */
export async function runAddModule({ subjects: [name = ''], values }: Call): Promise<string> {
  if (!isModuleName(name))
    throw new UnusableArgumentError(`"${name}" is no name of a module. Write kebab-case, as data-capture.`);
  const workspace = await readable(values);
  return wrote(await refusing(() => addModule(name, workspace)), workspace);
}

/** A workspace that can be read; rules that it breaks are for codegen to report. */
async function readable(values: Call['values']): Promise<Workspace> {
  const problems: Problem[] = [];
  const workspace = await readWorkspace(await sourceOf(values), problems);
  if (workspace.isPartial) throw new DefinitionError(problems, workspace.folder);
  return workspace;
}

function onlyModule({ modules }: Workspace): string {
  const [only, another] = modules.map(({ definition }) => definition.name);
  if (only !== undefined && another === undefined) return only;
  const names = modules.map(({ definition }) => definition.name);
  throw new UnusableArgumentError(`say who owns the message: --owner MODULE, one of ${names.join(', ')}.`);
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CannotAddError || error instanceof NotEmptyError)
      throw new UnusableArgumentError(error.message);
    throw error;
  }
}

function wrote(files: readonly string[], { folder }: Workspace): string {
  const lines = files.map((file) => `wrote ${path.relative('.', path.join(folder, file))}`);
  return [...lines, 'Then: myelin codegen', ''].join('\n');
}
