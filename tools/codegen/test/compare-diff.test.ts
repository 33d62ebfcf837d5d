/** `myelin diff`, as a process of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { printLock, publish } from '../src/lock.ts';
import { readContract } from '../src/main.ts';
import { modelOf } from './sources.ts';
import { myelin } from './workspace.ts';

const skellyJelly = path.join(import.meta.dirname, '../../../schemas/myelin.config.ts');
const folder = await mkdtemp(path.join(tmpdir(), 'myelin-diff-'));
afterAll(() => rm(folder, { recursive: true }));

let filesCount = 0;

async function file(content: unknown): Promise<string> {
  const name = path.join(folder, `${filesCount++}.json`);
  await writeFile(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

async function diff(contents: readonly [unknown, unknown], ...options: string[]): ReturnType<typeof myelin> {
  return myelin('diff', await file(contents[0]), await file(contents[1]), ...options);
}

const small = { type: 'object', properties: { a: { type: 'string' } } };
const large = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } };
const strict = { ...large, required: ['b'] };

describe('myelin diff', () => {
  it('answers 0 where all is compatible', async () => {
    expect(await diff([small, { ...small, title: 'Other' }])).toEqual({
      code: 0,
      stdout: 'backward: compatible\nforward: compatible\n',
      stderr: '',
    });
  });

  it('answers 1 with a message that shows the break', async () => {
    const { code, stdout } = await diff([large, strict]);
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'backward: not compatible',
      'forward: compatible',
      'BACKWARD schema-changed schema b: the new schema refuses what the old one accepts (publisher major, subscriber minor)',
      '  refused at b: {}',
    ]);
  });

  it('answers for one direction where that is asked', async () => {
    const codes = await Promise.all(
      ['backward', 'forward', 'full'].map(async (mode) => (await diff([large, strict], '--mode', mode)).code),
    );
    expect(codes).toEqual([1, 0, 1]);
  });

  it('reads objects as they are written, or as messages', async () => {
    expect((await diff([small, large])).code).toBe(1);
    expect((await diff([small, large], '--as', 'contract')).code).toBe(0);
  });

  it('answers 1 where it cannot be decided', async () => {
    const { code, stdout } = await diff(
      [{ type: 'string' }, { type: 'string', pattern: '^(a)?\\1$' }],
      '--mode',
      'backward',
    );
    expect([code, stdout.split('\n')[0]]).toEqual([1, 'backward: undecided, treated as not compatible']);
  });

  it('writes JSON', async () => {
    const { code, stdout } = await diff([large, strict], '--json', '--as', 'contract');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      compatible: false,
      mode: 'full',
      backward: 'no',
      forward: 'yes',
      findings: [
        { rule: 'field-made-required', path: 'b', category: 'BACKWARD', witness: { payload: {}, refusedAt: 'b' } },
      ],
    });
  });

  it('reads contract models', async () => {
    const [before, after] = [modelOf(small).shape, modelOf(strict).shape];
    expect((await diff([before, after])).stdout).toContain('BACKWARD field-added-required payload b');
    const message = (shape: unknown): unknown => ({
      name: 'Thing',
      topic: 'a.thing',
      versions: [{ version: 1, shape, carriage: {}, reserved: [], doc: '' }],
    });
    expect((await diff([message(before), message(after)])).stdout).toContain('BACKWARD field-added-required Thing@1 b');
    expect(
      (
        await diff([
          { messages: [message(before)], modules: [] },
          { messages: [], modules: [] },
        ])
      ).stdout,
    ).toContain('CONTRACT message-removed Thing');
  });

  it('reads two locks', async () => {
    const { contract } = await readContract(skellyJelly);
    const before = publish(contract, { format: 1, messages: {} });
    expect(await diff([printLock(before), printLock(before)])).toMatchObject({ code: 0, stderr: '' });
    const narrow = contract.messages.map((message) =>
      message.name === 'RawEvent' ? { ...message, topic: 'elsewhere' } : message,
    );
    const after = publish({ ...contract, messages: narrow, modules: contract.modules.slice(1) }, before);
    const { code, stdout } = await diff([printLock(before), printLock(after)]);
    expect(stdout).toContain('CONTRACT topic-changed RawEvent@1');
    expect(stdout).toContain(`CONTRACT module-removed module ${contract.modules[0]?.name}`);
    expect(code).toBe(1);
  });

  it.each([
    ['text that is no JSON', ['{', small], []],
    ['JSON that is no schema', [[1], small], []],
    ['a schema of a draft that is not known', [{ $schema: 'http://json-schema.org/draft-04/schema#' }, small], []],
    ['a model with a part that is not right', [{ type: { kind: 'object' }, definitions: {} }, small], []],
    [
      'a model that is itself before it is anything else',
      [
        {
          type: { kind: 'ref', name: 'A' },
          definitions: { A: { kind: 'union', members: [{ kind: 'ref', name: 'A' }] } },
        },
        small,
      ],
      [],
    ],
    [
      'a lock with a version that has no revision',
      [{ format: 1, messages: { A: { topic: 'a', versions: { 1: { revisions: [] } } } } }, small],
      [],
    ],
    ['a model with a reference to nowhere', [{ type: { kind: 'ref', name: 'A' }, definitions: {} }, small], []],
    ['a model beside a schema', [{ type: { kind: 'string' }, definitions: {} }, small], []],
    ['a schema that is no message', [{ ...small, additionalProperties: true }, small], ['--as', 'contract']],
    ['an option that does not exist', [small, small], ['--fast']],
    ['a mode that does not exist', [small, small], ['--mode', 'sideways']],
  ] as const)('answers 2 and one line to %s', async (_, contents, options) => {
    const { code, stdout, stderr } = await diff(contents, ...options);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  it('answers 2 to a file that is not there', async () => {
    const { code, stderr } = await myelin('diff', path.join(folder, 'none.json'), await file(small));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*none\.json[^\n]*\n$/);
  });
});
