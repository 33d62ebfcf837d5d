/** A schemas workspace for the benchmark, and the SDKs that the generator makes of it, in a temporary folder. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');

export const TOPIC_COUNT = 64;
export const WIDE_TOPIC_COUNT = 1_000;

/** Kinds of messages, that differ in how they are carried. */
export const kinds = {
  direct: "channel: 'direct'",
  directReliable: "channel: 'direct', guarantee: 'at-least-once'",
  plain: '',
  reliable: "guarantee: 'at-least-once'",
  keyed: "guarantee: 'at-least-once', key: 'name'",
  batched: "channel: 'batched'",
  status: "channel: 'status', key: 'name'",
  command: "channel: 'command'",
  urgent: "channel: 'priority'",
  idle: "guarantee: 'at-least-once', priority: 'low'",
} as const;

export type Kind = keyof typeof kinds;

/** How handlers of different buses reach the payload. */
export const reaches = { bare: 'm', message: 'm.payload', moleculer: 'm.params' } as const;

export type Reach = keyof typeof reaches;

/** Writes definitions, runs the generator as its users do, and answers the folder. Remove it with `removeWorkspace`. */
export async function makeWorkspace(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'myelin-bench-'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  await Promise.all(['messages', 'modules'].map((name) => mkdir(path.join(folder, name))));
  await Promise.all(files().map(([name, text]) => writeFile(path.join(folder, name), text)));
  const cli = path.join(root, 'tools/codegen/src/cli.ts');
  const config = path.join(folder, 'myelin.config.ts');
  await run(process.execPath, ['--conditions=@myelin/source', cli, 'codegen', '--config', config], { cwd: root });
  return folder;
}

export async function removeWorkspace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Members of all messages of a kind. */
export function membersOf(kind: Kind): string[] {
  return Array.from({ length: TOPIC_COUNT }, (_, index) => `${kind}${index}`);
}

/** Each kind has its own pair of modules, so that a process loads what it measures alone. */
export function moduleOf(kind: Kind, side: 'producer' | 'consumer'): string {
  return `${kind.toLowerCase()}-${side}`;
}

function files(): [name: string, text: string][] {
  return [
    ['package.json', '{ "type": "module" }\n'],
    ['myelin.config.ts', configText],
    ['payload.ts', payloadText],
    ['messages/samples.v1.ts', messagesText()],
    ['handlers.js', handlersText()],
    ...Object.keys(kinds).flatMap((kind) => modulesOf(kind as Kind)),
  ];
}

const configText = `import { defineConfig } from '@myelin/codegen/define';
export default defineConfig({ scope: '@bench', out: './sdks' });
`;

const payloadText = `import { z } from 'zod';
export const payload = z.object({
  sequence: z.int().min(0),
  name: z.string().min(1).max(32),
  value: z.number(),
  flag: z.boolean(),
});
export const examples = [{ sequence: 0, name: 'sample', value: 0.5, flag: true }];
`;

function messagesText(): string {
  const definitions = Object.entries(kinds).flatMap(([kind, carriage]) =>
    membersOf(kind as Kind).map((member) => {
      const name = `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
      const carried = carriage === '' ? '' : `${carriage}, `;
      const owner = moduleOf(kind as Kind, 'producer');
      return `export const ${member} = defineMessage({ name: '${name}', version: 1, owner: '${owner}', doc: 'A sample.', ${carried}schema: payload, examples });`;
    }),
  );
  const imports = `import { defineMessage } from '@myelin/codegen/define';\nimport { examples, payload } from '../payload.ts';\n`;
  return `${imports}${definitions.join('\n')}\n`;
}

function modulesOf(kind: Kind): [name: string, text: string][] {
  const messages = membersOf(kind).map((member) => `samples.${member}`);
  const text = (
    side: 'producer' | 'consumer',
    right: string,
  ): string => `import { defineModule } from '@myelin/codegen/define';
import * as samples from '../messages/samples.v1.ts';
export const ${side} = defineModule({
  name: '${moduleOf(kind, side)}', owner: 'bench', doc: 'One side of the benchmark.',
  ${right}: [${messages.join(', ')}],
});
`;
  return [
    [`modules/${kind}-producer.ts`, text('producer', 'publishes')],
    [`modules/${kind}-consumer.ts`, text('consumer', 'subscribes')],
  ];
}

/** One literal per handler: closures of one literal share their feedback, and would be inlined as one function. */
function handlersText(): string {
  const lists = Object.entries(reaches).map(([name, payload]) => {
    const list = Array.from(
      { length: TOPIC_COUNT },
      () => `  (m) => { tally.received++; tally.sum += ${payload}.value; },`,
    );
    return `export const ${name} = [\n${list.join('\n')}\n];`;
  });
  return `export const tally = { received: 0, sum: 0 };\n${lists.join('\n')}\n`;
}
