/** Makes messages of a file of JSON Schema: the schema beside the definition, as its owners wrote it. */
import path from 'node:path';
import type { JsonSchema } from '../define.ts';
import { evaluate } from '../evaluate.ts';
import { textOf } from '../files.ts';
import { sampleOf } from '../fixtures/sample.ts';
import { accepts } from '../inspect.ts';
import { isSchema, list } from '../json-schema.ts';
import { isMessageName } from '../names.ts';
import { Findings, type Problem } from '../problem.ts';
import { addMessages, CannotAddError, type Known, type NewMessage } from './add.ts';
import { importedText } from './definitions.ts';
import { jsonText } from './json-text.ts';
import { type PartOptions, partsOf, type SchemaPart } from './schema-parts.ts';

export interface ImportOptions extends Pick<PartOptions, 'at' | 'each'> {
  /** Path of the schema, relative to the working directory. */
  readonly file: string;
  /** PascalCase; by default the name of the part, or of the file. */
  readonly name?: string;
  readonly owner: string;
  readonly subscribers: readonly string[];
}

export interface Imported {
  /** What was written, relative to the workspace. */
  readonly files: readonly string[];
  /** Why parts were left out. */
  readonly problems: readonly Problem[];
}

/**
 * Writes a message for each part of a schema that can be one, and says of the others why not.
 * @throws CannotAddError where the file is no schema, has no such part, or a message of that name is there
 */
export async function importMessages(options: ImportOptions, workspace: Known): Promise<Imported> {
  const { file, at, each, owner, subscribers } = options;
  const root = await schemaIn(file);
  const title = path.basename(file).replace(/(?:\.schema)?\.json$/, '');
  const parts = partsOf(root, { at, each, title });
  if (parts === undefined)
    throw new CannotAddError(
      each
        ? `${file} has no alternatives at ${at} that are references. Give one message at a time: --at POINTER.`
        : `${file} has nothing at ${at}. Give a pointer, as #/definitions/order.`,
    );
  const problems: Problem[] = [];
  const messages: NewMessage[] = [];
  for (const part of parts) {
    const message = messageOf(
      { ...part, name: options.name ?? part.name },
      { file: path.relative(workspace.folder, path.resolve(file)), owner, problems },
    );
    if (message !== undefined) messages.push({ ...message, subscribers });
  }
  return { files: await addMessages(messages, workspace), problems };
}

async function schemaIn(file: string): Promise<JsonSchema> {
  const text = await textOf(path.resolve(file));
  if (text === undefined) throw new CannotAddError(`${file} is not there.`);
  try {
    const schema: unknown = JSON.parse(text);
    if (isSchema(schema)) return schema;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CannotAddError(`${file} is no JSON Schema: write an object of JSON.`);
}

interface Origin {
  /** Relative to the workspace. */
  readonly file: string;
  readonly owner: string;
  readonly problems: Problem[];
}

/** Undefined where no message can carry it, which is reported. */
function messageOf({ name, doc, schema }: SchemaPart, { file, owner, problems }: Origin): NewMessage | undefined {
  if (!isMessageName(name))
    throw new CannotAddError(`"${name}" is no name of a message. Give one in PascalCase: --name OrderShipped.`);
  const found: Problem[] = [];
  const findings = new Findings(found, { file, path: [name] });
  const { shape } = evaluate(schema, findings);
  const given = (list(schema, 'examples') ?? []).filter((example) => accepts(example, shape));
  const examples = given.length > 0 ? given : [sampleOf(shape)].filter((sample) => sample !== undefined);
  if (found.length === 0 && examples.length === 0)
    findings.add('no payload could be made up', 'Give some in the schema: "examples".');
  if (found.length > 0) {
    problems.push(...found);
    return undefined;
  }
  const { $schema, $ref, definitions, $defs, ...rest } = schema;
  const ordered = { $schema, $ref, ...rest, examples, definitions, $defs };
  return {
    name,
    owner,
    subscribers: [],
    text: importedText({ name, owner, ...(doc === undefined ? {} : { doc }) }),
    schema: jsonText(ordered),
  };
}
