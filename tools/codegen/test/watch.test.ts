/** `myelin codegen --watch`, as a process of its own that sees real files change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { configOf, messageText, shop, shopOf, workspace } from './workspace.ts';

const stepMsMax = 25_000;
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A watch, and what it said since it was last asked. */
class Watch {
  readonly root: string;
  readonly #child: ChildProcess;
  #said = '';
  #heard: () => void = () => undefined;

  constructor(root: string) {
    this.root = root;
    const cli = path.join(import.meta.dirname, '../src/cli.ts');
    const args = ['--conditions=@myelin/source', cli, 'codegen', '--watch', '--config', configOf(root)];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data: Buffer) => {
        this.#said += data.toString();
        this.#heard();
      });
  }

  /** What was said up to the end of the next step that matches. */
  async until(pattern: RegExp): Promise<string> {
    for (let text = this.#said; !pattern.test(text); text = this.#said) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#heard = resolve;
      await promise;
    }
    const text = this.#said;
    this.#said = '';
    return text;
  }

  /** Writes a file as many editors do: beside it, and then over it. */
  async save(file: string, text: string): Promise<void> {
    const target = path.join(this.root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(`${target}~`, text);
    await rename(`${target}~`, target);
  }

  async interrupt(): Promise<number | null> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  }

  sdk(file: string): Promise<string> {
    return readFile(path.join(this.root, 'sdks', file), 'utf8');
  }
}

const step = /loaded \d+ files?, wrote \d+ files? in \d+ ms; watching\n$/;
const failure = /nothing is written; watching\n$/;

async function watching(files: Readonly<Record<string, string>>): Promise<Watch> {
  const watch = new Watch(await workspace(files));
  await watch.until(step);
  return watch;
}

const order = 'schemas/messages/shop/order.v1.ts';
const text = (file: string): string => shop[file] ?? '';

describe('myelin codegen --watch', { timeout: stepMsMax }, () => {
  it('writes at the start what codegen writes', async () => {
    const watch = new Watch(await workspace(shop));
    expect(await watch.until(step)).toContain('wrote till/src/index.gen.ts\n');
  });

  it('loads what a change touches, and writes what it changes', async () => {
    const watch = await watching(shop);
    await watch.save(order, text(order).replace('Number of the order.', 'What it is called.'));
    const said = await watch.until(step);
    expect(said.match(/^wrote .*$/gm)).toEqual(
      expect.arrayContaining(['wrote shop/src/messages/order.gen.ts', 'wrote till/src/messages/order.gen.ts']),
    );
    expect(said).not.toContain('tick.gen.ts');
    expect(await watch.sdk('till/src/messages/order.gen.ts')).toContain('What it is called.');
  });

  it('does not load messages that a change does not touch', async () => {
    const alone = messageText('Alone', 'z.object({ id: z.string().optional() })');
    const watch = await watching({ ...shop, 'schemas/messages/shop/alone.v1.ts': alone });
    await watch.save('schemas/messages/shop/alone.v1.ts', alone.replace('Says something.', 'Says something else.'));
    expect(await watch.until(step)).toContain('loaded 1 file,');
  });

  it('survives a file that is broken, says where, and goes on when it is mended', async () => {
    const watch = await watching(shop);
    await watch.save(order, `${text(order)}const colours = {{;\n`);
    const said = await watch.until(failure);
    expect(said).toMatch(/schemas\/messages\/shop\/order\.v1\.ts:\d+:\d+ the file cannot be loaded: /);
    expect(said).toContain('const colours = {{;');
    await watch.save(order, text(order).replace('max(20)', 'max(21)'));
    expect(await watch.until(step)).toContain('wrote shop/src/messages/order.wire.gen.ts\n');
  });

  it('survives rules that are broken', async () => {
    const watch = await watching(shop);
    await watch.save(order, text(order).replace("key: 'id'", "key: 'nothing'"));
    expect(await watch.until(failure)).toContain('the key "nothing" is no field');
    await watch.save(order, text(order));
    expect(await watch.until(step)).toContain('nothing changed\n');
  });

  it('reads a schema with an id again and again', async () => {
    const named = "z.object({ a: z.object({ b: z.string() }).meta({ id: 'Inner' }).optional() })";
    const watch = await watching(shopOf(named));
    const files = shopOf(named.replace('z.string()', 'z.string().max(9)'));
    await watch.save('schemas/messages/thing.v1.ts', files['schemas/messages/thing.v1.ts'] ?? '');
    expect(await watch.until(step)).toContain('wrote shop/src/messages/thing.wire.gen.ts\n');
  });

  it('sees files that messages import, outside of the folder of messages too', async () => {
    const fields = 'schemas/shared/fields.ts';
    const files = shopOf('z.object({ id: id.optional() })');
    const file = 'schemas/messages/thing.v1.ts';
    const importing = `import { id } from '../shared/fields.ts';\n${files[file]}`;
    const shared = "import { z } from 'zod';\nexport const id = z.string().max(5);\n";
    const watch = await watching({ ...files, [file]: importing, [fields]: shared });
    await watch.save(fields, shared.replace('max(5)', 'max(6)'));
    expect(await watch.until(step)).toContain('wrote shop/src/messages/thing.wire.gen.ts\n');
  });

  it('sees new files in new folders, and those that are gone', async () => {
    const watch = await watching(shop);
    const added = messageText('Added', 'z.object({ id: z.string().optional() })');
    const till = 'schemas/modules/till.ts';
    await watch.save('schemas/messages/new/added.v1.ts', added);
    await watch.save(
      till,
      `import { message as added } from '../messages/new/added.v1.ts';\n${text(till).replace('subscribes: [order]', 'subscribes: [order, added]')}`,
    );
    await watch.until(/wrote till\/src\/messages\/added\.gen\.ts\n[\s\S]*watching\n$/);
    await watch.save(till, text(till));
    await rm(path.join(watch.root, 'schemas/messages/new'), { recursive: true });
    await watch.until(/removed till\/src\/messages\/added\.gen\.ts\n[\s\S]*watching\n$/);
  });

  it('follows the config file', async () => {
    const watch = await watching(shop);
    const config = await readFile(configOf(watch.root), 'utf8');
    await watch.save('schemas/myelin.config.ts', config.replace("'@acme'", "'@other'"));
    await watch.until(step);
    expect(await watch.sdk('till/package.json')).toContain('"@other/till"');
  });

  it('ends cleanly when it is interrupted', async () => {
    const watch = await watching(shop);
    expect(await watch.interrupt()).toBe(0);
    expect(await watch.until(/stopped watching\n$/)).toBe('stopped watching\n');
  });
});
