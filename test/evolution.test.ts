/** The life of a message, from its author's chair: a scratch copy of this repo's schemas and SDKs, and the `myelin` command. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bus, createBus } from '@myelin/bus-core';
import type { PublishesVersions } from '@myelin/bus-core/sdk';
import { connectCuteFigurine } from '@skelly-jelly/cute-figurine';
import type * as gamification from '@skelly-jelly/gamification';
import { connectGamification } from '@skelly-jelly/gamification';
import type * as storage from '@skelly-jelly/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import { bumpsIn } from '../tools/codegen/src/changeset.ts';
import { writeChangeset } from '../tools/codegen/src/changesets.ts';
import { runLock } from '../tools/codegen/src/cli/versions.ts';
import { parseGolden } from '../tools/codegen/src/golden.ts';
import { generate, readContract } from '../tools/codegen/src/main.ts';
import { DefinitionError } from '../tools/codegen/src/problem.ts';
import { configOf, copyOf, myelin, temporary } from '../tools/codegen/test/workspace.ts';

const repo = path.join(import.meta.dirname, '..');
const timeout = { timeout: 120_000 };
const reward = 'schemas/messages/gamification/reward-event.v1.ts';
const second = reward.replace('.v1.ts', '.v2.ts');

/** A copy of what is checked in, released as it stands. */
let released = '';

async function edit(root: string, file: string, change: (text: string) => string): Promise<void> {
  const place = path.join(root, file);
  await writeFile(place, change(await readFile(place, 'utf8')));
}

/** Bumps that the changeset asks for, once the generated files are fresh. The check refuses before it and is content after. */
async function demanded(root: string): Promise<Record<string, string>> {
  const config = configOf(root);
  const check = (): Promise<object> => generate(config, { check: true });
  await generate(config);
  await expect(check()).rejects.toThrow('Run "npm run changeset:auto"');
  await writeChangeset(await readContract(config));
  expect(await check()).toEqual([]);
  return Object.fromEntries(bumpsIn(await readFile(path.join(root, '.changeset/contracts.md'), 'utf8')));
}

beforeAll(async () => {
  released = await temporary();
  const left = /[\\/](node_modules|dist|schemas[\\/]tsconfig\.json)$/;
  for (const place of ['schemas', 'packages/module-sdks', 'docs/catalog', 'tsconfig.base.json'])
    await cp(path.join(repo, place), path.join(released, place), {
      recursive: true,
      filter: (file) => !left.test(file),
    });
  await rm(path.join(released, 'schemas/acknowledged.json'), { force: true });
  await runLock(configOf(released));
}, timeout.timeout);

describe('a message that was published', () => {
  it('may get an optional field: a minor step for exactly the SDKs that write or read it', timeout, async () => {
    const root = await copyOf(released);
    await edit(root, reward, (text) => text.replace('text: line', 'badge: line.optional(),\n    text: line'));
    expect(await demanded(root)).toEqual({
      '@skelly-jelly/cute-figurine': 'minor',
      '@skelly-jelly/gamification': 'minor',
      '@skelly-jelly/storage': 'minor',
    });
  });

  it('may not rename a field, and a message shows why', timeout, async () => {
    const root = await copyOf(released);
    await edit(root, reward, (text) => text.replaceAll('coins:', 'points:'));
    const error: unknown = await generate(configOf(root)).catch((reason: unknown) => reason);
    if (!(error instanceof DefinitionError)) throw error;
    const text = error.message;
    expect(text).toMatch(/A published SDK writes \{"at":.*\} as RewardEvent, which the new one refuses at points/);
    expect(text).toContain('run "myelin bump RewardEvent" and change version 2');
  });
});

describe('the next version of a message', () => {
  /** A copy whose version 2 says points where version 1 said coins. */
  let root = '';

  beforeAll(async () => {
    root = await copyOf(released);
    // A process of its own, as this one reads a file once, and it is edited after this.
    expect(await myelin('bump', 'RewardEvent', '--config', configOf(root))).toMatchObject({ code: 0 });
    await edit(root, second, (text) => text.replaceAll('coins:', 'points:'));
    await edit(root, reward.replace('.v1.ts', '.v1-to-v2.ts'), (text) => text.replace('coins:', 'points:'));
    expect(await demanded(root)).toEqual({
      '@skelly-jelly/cute-figurine': 'minor',
      '@skelly-jelly/gamification': 'minor',
      '@skelly-jelly/storage': 'minor',
    });
  }, timeout.timeout);

  async function sdk<T>(name: string): Promise<T> {
    return (await import(pathToFileURL(path.join(root, `packages/module-sdks/${name}/src/index.gen.ts`)).href)) as T;
  }

  async function goldenPayload(): Promise<Parameters<gamification.Gamification['rewardEvent']['publish']>[0]> {
    const file = path.join(root, 'schemas/golden/gamification/reward-event.v1.r1.json');
    const [payload] = parseGolden(await readFile(file, 'utf8')).payloads;
    return payload as Parameters<gamification.Gamification['rewardEvent']['publish']>[0];
  }

  /** What its generated types say of version 1. */
  interface NewGamification {
    connectGamification(this: void, bus: Bus): Promise<{ rewardEvent: PublishesVersions<{ readonly 1: unknown }> }>;
  }

  interface Arrived {
    readonly old: unknown;
    readonly upgraded: unknown;
  }

  /** What a subscriber of before and one of now get of what is published. */
  async function arriving(publish: (bus: Bus) => Promise<unknown>): Promise<Arrived> {
    const { connectStorage } = await sdk<typeof storage>('storage');
    await using bus = createBus();
    const [old, upgraded] = [await connectCuteFigurine(bus), await connectStorage(bus)];
    const [atOld, atUpgraded] = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
    old.rewardEvent.subscribe(({ payload }) => atOld.resolve(payload));
    upgraded.rewardEvent.subscribe(({ payload }) => atUpgraded.resolve(payload));
    await publish(bus);
    return { old: await atOld.promise, upgraded: await atUpgraded.promise };
  }

  it(
    'is what a new subscriber gets of an old publisher, while an old subscriber gets the old one',
    timeout,
    async () => {
      const payload = await goldenPayload();
      const { coins, ...rest } = payload;
      const arrived = await arriving(async (bus) => (await connectGamification(bus)).rewardEvent.publish(payload));
      expect(arrived).toEqual({ old: payload, upgraded: { ...rest, points: coins } });
    },
  );

  it('leaves a new publisher the old one, for as long as there are old subscribers', timeout, async () => {
    const payload = await goldenPayload();
    const { coins, ...rest } = payload;
    const { connectGamification: connect } = await sdk<NewGamification>('gamification');
    const arrived = await arriving(async (bus) => (await connect(bus)).rewardEvent.publishVersion(1, payload));
    expect(arrived).toEqual({ old: payload, upgraded: { ...rest, points: coins } });
  });
});
