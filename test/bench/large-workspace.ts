/** A workspace as large as the generator is measured on: definitions alone, in a folder that is given. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const MODULE_COUNT = 50;
export const MESSAGES_PER_MODULE = 10;
export const MESSAGE_COUNT = MODULE_COUNT * MESSAGES_PER_MODULE;

/** Twelve fields, as teams write them. */
const fields = `
    id: z.string().min(1).max(64),
    at: z.int().min(0),
    kind: z.enum(['created', 'changed', 'removed']),
    amount: z.number().min(0).max(1_000_000),
    count: z.int().min(0).max(1_000).default(1),
    active: z.boolean(),
    note: z.string().max(280).optional(),
    tags: z.array(z.string().max(32)).max(16),
    source: z.object({ id: z.string().max(64), retries: z.int().min(0).max(10) }),
    labels: z.record(z.string().max(32), z.string().max(64)),
    parent: z.string().max(64).nullable(),
    position: z.tuple([z.number(), z.number()]),`;

/** A payload of every message, as source text. */
export const payloadText = `{ id: 'a', at: 1, kind: 'created', amount: 1.5, active: true, tags: ['x'], source: { id: 'b', retries: 0 }, labels: {}, parent: null, position: [0, 1] }`;

/** Writes `schemas/` with one file per message and per module, and a config file. */
export async function writeLargeWorkspace(folder: string): Promise<void> {
  const schemas = path.join(folder, 'schemas');
  await mkdir(path.join(schemas, 'modules'), { recursive: true });
  await writeFile(path.join(schemas, 'myelin.config.ts'), configText);
  for (let module = 0; module < MODULE_COUNT; module++) {
    const below = path.join(schemas, 'messages', moduleName(module));
    await mkdir(below, { recursive: true });
    await writeFile(path.join(schemas, 'modules', `${moduleName(module)}.ts`), moduleText(module));
    for (let index = 0; index < MESSAGES_PER_MODULE; index++)
      await writeFile(path.join(below, `${fileOf(module, index)}.ts`), messageText(module, index));
  }
}

/** The member of a connection that carries one message. */
export function memberName(module: number, index: number): string {
  return `m${module}Event${index}`;
}

/** File of one message, relative to the folder of the workspace. */
export function messageFile(module: number, index: number): string {
  return `schemas/messages/${moduleName(module)}/${fileOf(module, index)}.ts`;
}

/** The module that owns a message. */
export function moduleName(module: number): string {
  return `module-${module}`;
}

function fileOf(module: number, index: number): string {
  return `m${module}-event${index}.v1`;
}

const configText = `import { defineConfig } from '@myelin/codegen/define';
export default defineConfig({ scope: '@large', out: '../sdks' });
`;

function messageText(module: number, index: number): string {
  return `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
export const m${module}Event${index} = defineMessage({
  name: 'M${module}Event${index}',
  version: 1,
  owner: '${moduleName(module)}',
  doc: 'Something happened, number ${index}.',
  guarantee: 'at-least-once',
  key: 'id',
  schema: z.object({${fields}
  }),
  examples: [${payloadText}],
});
`;
}

/** A module publishes its own messages, and subscribes to those of the next. */
function moduleText(module: number): string {
  const next = (module + 1) % MODULE_COUNT;
  const indexes = Array.from({ length: MESSAGES_PER_MODULE }, (_, index) => index);
  const imports = [module, next].flatMap((owner) =>
    indexes.map(
      (index) =>
        `import { m${owner}Event${index} } from '../messages/${moduleName(owner)}/${fileOf(owner, index)}.ts';\n`,
    ),
  );
  const names = (owner: number): string => indexes.map((index) => `m${owner}Event${index}`).join(', ');
  return `import { defineModule } from '@myelin/codegen/define';
${imports.join('')}export const definition = defineModule({
  name: '${moduleName(module)}',
  owner: 'team-${module}',
  doc: 'A module of fifty.',
  publishes: [${names(module)}],
  subscribes: [${names(next)}],
});
`;
}
