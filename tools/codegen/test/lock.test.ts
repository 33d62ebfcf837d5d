import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { configOf, copyOf, myelin, tree, workspace } from './workspace.ts';

// Several processes each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

function orderText(fields: string, example = "{ id: 'a', price: 2 }"): string {
  return `import { defineMessage, openEnum } from '@myelin/codegen/define';
import { z } from 'zod';
export const state = openEnum(['new']);
export const order = defineMessage({ name: 'Order', version: 1, owner: 'shop', doc: 'An order.',
  schema: z.object({ ${fields} }), examples: [${example}] });
`;
}
const asPublished = "id: z.string(), price: z.number().max(100), kind: z.enum(['a', 'b']).optional()";
const files: Readonly<Record<string, string>> = {
  'schemas/messages/order.v1.ts': orderText(asPublished),
  'schemas/modules/shop.ts': `import { defineModule } from '@myelin/codegen/define';
import { order } from '../messages/order.v1.ts';
export const shop = defineModule({ name: 'shop', owner: 'team', doc: 'Sells.', publishes: [order], subscribes: [order] });
`,
};

async function run(root: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await myelin(...args, '--config', configOf(root));
  return { code, text: stdout + stderr };
}

/** A shop whose order was published; what follows is made in processes of its own, as each reads a file once. */
async function published(): Promise<string> {
  const root = await workspace(files);
  expect(await run(root, 'lock')).toMatchObject({ code: 0 });
  return root;
}

async function changed(root: string, text: string): Promise<{ code: number; text: string }> {
  await writeFile(path.join(root, 'schemas/messages/order.v1.ts'), text);
  return await run(root, 'codegen');
}

async function lockOf(root: string): Promise<string> {
  return await readFile(path.join(root, 'schemas/contracts.lock.json'), 'utf8');
}

describe('myelin lock', () => {
  it('writes the model and a golden payload of what is published, and nothing the second time', async () => {
    const root = await published();
    const golden = await readFile(path.join(root, 'schemas/golden/shop/order.v1.r1.json'), 'utf8');
    expect(JSON.parse(golden)).toMatchObject({
      message: 'Order',
      version: 1,
      revision: 1,
      payloads: [{ id: 'a', price: 2 }],
    });
    expect(await lockOf(root)).toContain('"ordinals":{"":["id","kind","price"]}');
    const before = await tree(path.join(root, 'schemas'));
    expect(await run(root, 'lock')).toEqual({ code: 0, text: 'nothing is new since the last release\n' });
    expect(await tree(path.join(root, 'schemas'))).toEqual(before);
  });

  it('makes a revision of an optional field: behind the others on the wire, with a golden payload of its own', async () => {
    const root = await published();
    const first = await readFile(path.join(root, 'schemas/golden/shop/order.v1.r1.json'), 'utf8');
    const text = orderText(`a: z.string().default('x'), ${asPublished}`, "{ id: 'b', price: 3, a: 'y' }");
    expect(await changed(root, text)).toMatchObject({ code: 0 });
    const source = await readFile(path.join(root, 'sdks/shop/src/messages/order.gen.ts'), 'utf8');
    const known = /"fingerprint":"([0-9a-f]{16})"/.exec(await lockOf(root))?.[1];
    expect(source).toContain(`compatible: ['${known}'],`);
    expect(await run(root, 'lock')).toMatchObject({ code: 0 });
    expect(await lockOf(root)).toContain('"ordinals":{"":["id","kind","price","a"]}');
    const golden = await tree(path.join(root, 'schemas/golden/shop'));
    expect(Object.keys(golden).sort()).toEqual([
      'order.v1.r1.bin',
      'order.v1.r1.json',
      'order.v1.r2.bin',
      'order.v1.r2.json',
    ]);
    expect(golden['order.v1.r1.json']).toBe(first);
  });

  it('never publishes a break', async () => {
    const root = await published();
    const before = await lockOf(root);
    await writeFile(
      path.join(root, 'schemas/messages/order.v1.ts'),
      orderText(asPublished.replace('price', 'cost'), "{ id: 'a', cost: 2 }"),
    );
    expect(await run(root, 'lock')).toMatchObject({ code: 2 });
    expect(await lockOf(root)).toBe(before);
  });
});

describe('a published version', () => {
  it.each([
    ['renamed', asPublished.replace('price', 'cost'), "{ id: 'a', cost: 2 }", '(DATA_LOSS, field-removed-required)'],
    [
      'added as required',
      `${asPublished}, more: z.string()`,
      "{ id: 'a', price: 2, more: 'x' }",
      '(BACKWARD, field-added-required)',
    ],
    ['narrowed', asPublished.replace('100', '50'), undefined, '(BACKWARD, range-narrowed): max 100 became max 50'],
    [
      'given another type',
      asPublished.replace('z.number().max(100)', 'z.string()'),
      "{ id: 'a', price: 'x' }",
      '(FORWARD, type-changed)',
    ],
    [
      'made optional',
      asPublished.replace('max(100)', 'max(100).optional()'),
      undefined,
      '(FORWARD, field-made-optional)',
    ],
  ])(
    'is refused where a field is %s, with a message that shows it and the way out',
    async (_what, fields, example, finding) => {
      const { code, text } = await changed(await published(), orderText(fields, example));
      expect(code).toBe(2);
      expect(text).toContain(finding);
      expect(text).toMatch(/order\.v1\.ts:\d+:\d+ /);
      expect(text).toMatch(/(?:A published SDK writes|The new SDK writes) \{.*\} as Order, which .* refuses/);
      expect(text).toContain('run "myelin bump Order" and change version 2');
    },
  );

  it('may get other documents and defaults', async () => {
    const { code } = await changed(
      await published(),
      orderText(asPublished.replace('z.string()', "z.string().describe('Text.')")),
    );
    expect(code).toBe(0);
  });

  it('may break where that is acknowledged with a reason, until its date', async () => {
    const root = await published();
    const entry = { message: 'Order', version: 1, path: 'price', reason: 'Nobody reads it.', until: '2999-01-01' };
    const file = path.join(root, 'schemas/acknowledged.json');
    await writeFile(file, JSON.stringify([entry]));
    const text = orderText(asPublished.replace('100', '50'));
    expect(await changed(root, text)).toMatchObject({ code: 0 });
    await writeFile(file, JSON.stringify([{ ...entry, until: '2020-01-01' }]));
    expect((await changed(root, text)).code).toBe(2);
    await writeFile(file, JSON.stringify([{ ...entry, reason: '' }]));
    expect((await changed(root, text)).text).toContain('has no reason or no date');
  });

  it('may not be gone', async () => {
    const root = await published();
    const text = orderText(asPublished).replace('version: 1', 'version: 2');
    const moved = await copyOf(root);
    await writeFile(path.join(moved, 'schemas/messages/order.v1.ts'), text);
    expect((await run(moved, 'codegen')).text).toContain('version 1 of Order was published and is gone');
  });
});

describe('a deprecated message', () => {
  it('may be used until its date, and fails the check after it', async () => {
    const text = (sunset: string): string =>
      orderText(asPublished).replace(
        "doc: 'An order.',",
        `doc: 'An order.', deprecated: { since: '2020-01-01', sunset: '${sunset}' },`,
      );
    const root = await published();
    expect(await changed(root, text('2020-02-01'))).toMatchObject({ code: 0 });
    const { code, text: said } = await run(root, 'codegen', '--check');
    expect([code, said]).toEqual([
      2,
      expect.stringContaining('Order version 1 was to be used until 2020-02-01, and shop uses it'),
    ]);
    expect(await changed(root, text('2999-01-01'))).toMatchObject({ code: 0 });
    expect(await run(root, 'codegen', '--check')).toMatchObject({ code: 0 });
  });
});

describe('myelin bump', () => {
  it('begins the next version, with an upcaster that is right as it stands', async () => {
    const root = await published();
    const { code, text } = await run(root, 'bump', 'Order');
    expect([code, text]).toEqual([0, expect.stringContaining('Upgrade subscribers first')]);
    const cast = await readFile(path.join(root, 'schemas/messages/order.v1-to-v2.ts'), 'utf8');
    expect(cast).toContain('price: payload.price,');
    expect(cast).toContain('...(payload.kind === undefined ? {} : { kind: payload.kind }),');
    expect(await run(root, 'codegen')).toMatchObject({ code: 0 });
    const files = Object.keys(await tree(path.join(root, 'sdks/shop/src/messages')));
    expect(files).toEqual(
      expect.arrayContaining(['order.v1-to-v2.gen.ts', 'order.v1.wire.gen.ts', 'order.wire.gen.ts']),
    );
  });

  it('writes the upcaster of a version that was begun by hand, with its renamed fields', async () => {
    const root = await published();
    const renamed = asPublished.replace(
      'price: z.number().max(100)',
      "cost: renamedFrom('price', z.number().max(100))",
    );
    const second = orderText(renamed, "{ id: 'a', cost: 2 }")
      .replace('version: 1', 'version: 2')
      .replace('openEnum }', 'openEnum, renamedFrom }');
    await writeFile(path.join(root, 'schemas/messages/order.v2.ts'), second);
    expect((await run(root, 'codegen')).text).toContain('nothing leads from version 1 of Order to version 2');
    expect(await run(root, 'bump', 'Order')).toMatchObject({ code: 0 });
    const cast = await readFile(path.join(root, 'schemas/messages/order.v1-to-v2.ts'), 'utf8');
    expect(cast).toContain('cost: payload.price,');
    expect(await run(root, 'codegen')).toMatchObject({ code: 0 });
  });

  it('says which messages there are where it knows none of that name', async () => {
    const { code, text } = await run(await published(), 'bump', 'Ordre');
    expect([code, text]).toEqual([
      2,
      expect.stringMatching(/no message is called "Ordre"\n {2}help: Write one of Order\./),
    ]);
  });
});
