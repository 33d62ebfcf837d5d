import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageDescriptor } from '../../../packages/bus-core/src/contract.ts';
import { payloadsOf } from '../../../test/contract/arbitrary.ts';
import { refusalOf } from '../../../test/contract/upcasting.ts';
import { fillIn } from '../src/fill-in.ts';
import { generate, readContract } from '../src/main.ts';
import { configOf, problemsOf, workspace } from './workspace.ts';

const first = `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
export const order = defineMessage({ name: 'Order', version: 1, owner: 'shop', doc: 'An order.', key: 'id',
  schema: z.object({ id: z.string(), price: z.number(), note: z.string().default('none') }), examples: [{ id: 'a', price: 2 }] });
`;
const second = `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
export const order = defineMessage({ name: 'Order', version: 2, owner: 'shop', doc: 'An order.', key: 'id',
  schema: z.object({ id: z.string(), cents: z.int(), currency: z.string().default('EUR'), note: z.string() }), examples: [{ id: 'a', cents: 200, note: 'x' }] });
`;
const up = `import { defineUpcaster } from '@myelin/codegen/define';
import { order as v1 } from './order.v1.ts';
import { order as v2 } from './order.v2.ts';

/** Cents of a whole. */
const share = 100;

export const upcast = defineUpcaster(v1, v2, ({ id, price, note }) => ({ id, note, cents: Math.round(price * share) }));
`;
const down = `import { defineDowncaster } from '@myelin/codegen/define';
import { order as v1 } from './order.v1.ts';
import { order as v2 } from './order.v2.ts';
export const downcast = defineDowncaster(v2, v1, ({ id, cents }) => ({ id, price: cents / 100 }));
`;
const shopModule = `import { defineModule } from '@myelin/codegen/define';
import { order } from '../messages/order.v2.ts';
export const shop = defineModule({ name: 'shop', owner: 'team', doc: 'Sells.', publishes: [order], subscribes: [order] });
`;
const files: Readonly<Record<string, string>> = {
  'schemas/messages/order.v1.ts': first,
  'schemas/messages/order.v2.ts': second,
  'schemas/messages/order.v1-to-v2.ts': up,
  'schemas/messages/order.v2-to-v1.ts': down,
  'schemas/modules/shop.ts': shopModule,
};

async function sourceOf(root: string, file: string): Promise<string> {
  return await readFile(path.join(root, 'sdks/shop/src', file), 'utf8');
}

async function generated(): Promise<{ root: string; order: MessageDescriptor }> {
  const root = await workspace(files);
  await generate(configOf(root));
  const file = pathToFileURL(path.join(root, 'sdks/shop/src/messages/order.gen.ts')).href;
  return { root, order: ((await import(file)) as { order: MessageDescriptor }).order };
}

describe('a message with two live versions', () => {
  it('is described by its newest, which knows the older one and the way from it', async () => {
    const { order } = await generated();
    expect([order.version, order.older?.map(({ version }) => version)]).toEqual([2, [1]]);
    const one = order.older?.[0];
    expect([one?.check({ id: 'a', price: 1 }), one?.check({ id: 'a', cents: 1 })]).toEqual([true, false]);
    expect(one?.fill?.({ id: 'a', price: 1 } as never)).toEqual({ id: 'a', price: 1, note: 'none' });
    expect(one?.upcast({ id: 'a', price: 1.5, note: 'n' } as never)).toEqual({ id: 'a', cents: 150, note: 'n' });
    expect(one?.downcast?.({ id: 'a', cents: 150 } as never)).toEqual({ id: 'a', price: 1.5 });
    expect(one?.key?.({ id: 'a', price: 1 } as never)).toBe('a');
  });

  it('can be published in the older one by who may publish it', async () => {
    const { root } = await generated();
    const index = await sourceOf(root, 'index.gen.ts');
    expect(index).toContain(
      'readonly order: Publishes<OrderInput> & PublishesVersions<{ readonly 1: OrderV1Input }> & Subscribes<Order>;',
    );
    expect(index).toMatch(/import type \{[^}]*OrderV1Input[^}]*\} from '\.\/messages\/order\.gen\.ts'/);
  });

  it("carries the author's function over with what stands beside it, and imports types alone", async () => {
    const { root } = await generated();
    const cast = await sourceOf(root, 'messages/order.v1-to-v2.gen.ts');
    expect(cast).toContain('// source: schemas/messages/order.v1-to-v2.ts');
    expect(cast).toContain("import type { OrderV1, OrderV2Input } from './order.gen.ts';");
    expect(cast).toContain('/** Cents of a whole. */\nconst share = 100;');
    expect(cast).toContain('export const castOrderV1ToV2: (payload: OrderV1) => OrderV2Input = ({ id, price, note })');
    expect(cast).not.toContain('codegen/define');
  });

  it('takes as a reader what has fields that it does not know, at any depth, and nothing else', async () => {
    const { order } = await generated();
    const payload = { id: 'a', cents: 1, note: 'x' };
    expect([order.check({ ...payload, more: 1 }), order.accepts?.({ ...payload, more: 1 })]).toEqual([false, true]);
    expect([order.accepts?.({ ...payload, cents: 1.5 }), order.accepts?.(null)]).toEqual([false, false]);
  });
});

describe('the chain of upcasters', () => {
  /** How many of a thousand messages of version 1 at random do not arrive as version 2. */
  async function lost(cast: string): Promise<number> {
    const root = await workspace({ ...files, 'schemas/messages/order.v1-to-v2.ts': cast });
    await generate(configOf(root));
    const file = pathToFileURL(path.join(root, 'sdks/shop/src/messages/order.gen.ts')).href;
    const { order } = (await import(file)) as { order: MessageDescriptor };
    const one = (await readContract(configOf(root))).contract.messages[0]?.versions[0];
    if (one === undefined) throw new Error('no version');
    const payloads = fc.sample(payloadsOf(one.shape), { numRuns: 1_000, seed: 1 });
    const written = payloads.map((payload) => ({ ...one, payload: fillIn(payload, one.shape) }));
    return written.filter((form) => refusalOf(order, form) !== undefined).length;
  }

  it('brings a thousand messages at random to the newest version', async () => {
    expect(await lost(up)).toBe(0);
  });

  it('is seen to lose messages where its examples look well', async () => {
    expect(await lost(up.replace('Math.round(price * share)', 'price * share'))).toBeGreaterThan(500);
  });

  it('is refused where a step is missing', async () => {
    const { 'schemas/messages/order.v1-to-v2.ts': _up, ...rest } = files;
    expect(await problemsOf(await workspace(rest))).toEqual([
      expect.stringContaining('order.v1.ts:3:53 version: nothing leads from version 1 of Order to version 2'),
    ]);
  });

  it('is refused where a step makes what the next version refuses', async () => {
    const wrong = {
      ...files,
      'schemas/messages/order.v1-to-v2.ts': up.replace('Math.round(price * share)', 'price * 0.001'),
    };
    expect(await problemsOf(await workspace(wrong))).toEqual([
      expect.stringContaining('version 2 refuses what example 1 becomes, at cents'),
    ]);
  });

  it.each([
    ['an import', "import { readFileSync } from 'node:fs';\n", '"node:fs" is imported', ':1:1 '],
    ['the time', '', '"Date" is not the same every time', ':8:'],
    ['a schema', '', '"v1" comes from a schema file', ':8:'],
  ])('is refused where a cast needs %s, with its line', async (word, head, message, at) => {
    const use = word === 'the time' ? 'Date.now()' : word === 'a schema' ? 'v1.version' : 'Math.round(price * share)';
    const text = head + up.replace('Math.round(price * share)', use);
    const problems = await problemsOf(await workspace({ ...files, 'schemas/messages/order.v1-to-v2.ts': text }));
    expect(problems.filter((problem) => problem.includes(message))).toEqual([
      expect.stringContaining(`order.v1-to-v2.ts${at}`),
    ]);
  });

  it('is refused where the file is named otherwise', async () => {
    const { 'schemas/messages/order.v1-to-v2.ts': text = '', ...rest } = files;
    const root = await workspace(rest);
    await writeFile(path.join(root, 'schemas/messages/order.v2-to-v3.ts'), text);
    expect(await problemsOf(root)).toEqual([expect.stringContaining('stands in a file of another name')]);
  });
});

describe('an older version that is deprecated', () => {
  it.each([
    ['2020-01-31', ['Order version 1 was to be used until 2020-01-31, and it is still read']],
    ['2999-01-31', []],
  ])('is an error of the check after its date alone: %s', async (sunset, problems) => {
    const deprecated = first.replace(
      "key: 'id',",
      `key: 'id', deprecated: { since: '2020-01-01', sunset: '${sunset}' },`,
    );
    const root = await workspace({ ...files, 'schemas/messages/order.v1.ts': deprecated });
    expect(await problemsOf(root)).toEqual([]);
    const found = await problemsOf(root, { check: true });
    expect(found).toEqual(problems.map((text) => expect.stringContaining(text) as string));
  });
});
