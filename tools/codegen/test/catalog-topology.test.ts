/** What is said about messages that nobody sends or nobody takes. */
import { describe, expect, it } from 'vitest';
import { topologyFindings } from '../src/catalog/findings.ts';
import { generate, readContract } from '../src/main.ts';
import type { Contract, MessageContract, ModuleContract } from '../src/model.ts';
import type { Problem } from '../src/problem.ts';
import { modelOf } from './sources.ts';
import { configOf, myelin, shop, workspace } from './workspace.ts';

function message(name: string, channel?: 'command' | 'request'): MessageContract {
  const { shape, fingerprint } = modelOf({ type: 'object' });
  const carriage = channel === undefined ? {} : { channel };
  const version = { version: 1, source: 'x', doc: 'x', shape, fingerprint, carriage, examples: [{}], reserved: [] };
  return { name, owner: 'a', topic: `a.${name.toLowerCase()}`, versions: [version] };
}

function module(name: string, rights: Partial<ModuleContract>): ModuleContract {
  const none = { publishes: [], subscribes: [], requests: [], serves: [], dependsOn: [] };
  return { name, owner: 'x', doc: 'x', source: 'x', ...none, ...rights };
}

function found(messages: readonly MessageContract[], modules: readonly ModuleContract[]): string[] {
  const contract: Contract = { scope: '@acme', messages, modules };
  return topologyFindings(contract).map(({ rule, message: text }) => `${rule}: ${text}`);
}

describe('the flow of messages', () => {
  it('is sound where each message is sent and taken', () => {
    const modules = [
      module('a', { publishes: ['M'], requests: ['R'] }),
      module('b', { subscribes: ['M'], serves: ['R'] }),
    ];
    expect(found([message('M'), message('R', 'request')], modules)).toEqual([]);
  });

  it('names a message that nobody subscribes to, once', () => {
    const modules = [module('a', { publishes: ['M'] }), module('b', { publishes: ['M'] })];
    expect(found([message('M')], modules)).toEqual(['unsubscribed: nobody subscribes to M']);
  });

  it('names a message that no module knows', () => {
    expect(found([message('M')], [])).toEqual(['unsubscribed: nobody publishes or subscribes to M']);
  });

  it('names a subscription that nobody publishes to, and a service that nobody asks', () => {
    const modules = [module('a', { subscribes: ['M'], serves: ['R'] })];
    expect(found([message('M'), message('R', 'request')], modules)).toEqual([
      'unpublished: nobody publishes M',
      'unpublished: nobody requests R',
    ]);
  });

  it('names a command with two groups', () => {
    const modules = [module('a', { publishes: ['C'], subscribes: ['C'] }), module('b', { subscribes: ['C'] })];
    expect(found([message('C', 'command')], modules)).toEqual(['commandGroups: C is a command and has 2 groups: a, b']);
    expect(found([message('C')], modules)).toEqual([]);
  });

  it('names a request without a server', () => {
    expect(found([message('R', 'request')], [module('a', { requests: ['R'] })])).toEqual(['unserved: nobody serves R']);
  });

  it('has nothing to complain about in this repository', async () => {
    const { contract } = await readContract(new URL('../../../schemas/myelin.config.ts', import.meta.url).pathname);
    expect(topologyFindings(contract)).toEqual([]);
  });
});

const unserved = {
  ...shop,
  'schemas/modules/shop.ts': (shop['schemas/modules/shop.ts'] ?? '').replace('serves: [price]', ''),
};

describe('generating with a doubtful flow of messages', () => {
  it('stops at a request that nobody serves', async () => {
    await expect(generate(configOf(await workspace(unserved)))).rejects.toThrow('nobody serves Price');
  });

  it('lets the workspace decide how much a finding counts', async () => {
    const text = `import { defineConfig } from '@myelin/codegen/define';
export default defineConfig({ scope: '@acme', out: '../sdks', topology: { unserved: 'warning', unsubscribed: 'off' } });
`;
    const warnings: Problem[] = [];
    const root = await workspace({ ...unserved, 'schemas/myelin.config.ts': text });
    await generate(configOf(root), { onWarnings: (all) => void warnings.push(...all) });
    expect(warnings.map((problem) => problem.message)).toEqual(['nobody serves Price']);
  });

  it('prints a warning once, with its place', async () => {
    const { code, stderr } = await myelin('codegen', '--config', configOf(await workspace(shop)));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\S*modules\/shop\.ts:\d+:\d+ warning: publishes: nobody subscribes to Tick\n/);
    expect(stderr.match(/warning/g)).toHaveLength(1);
  });
});
