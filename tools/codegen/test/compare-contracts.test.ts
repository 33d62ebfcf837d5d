import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareContracts } from '../src/compare/contracts.ts';
import type { Comparison } from '../src/compare/finding.ts';
import type { AnySchema } from '../src/define.ts';
import type { Contract, ModuleContract, VersionContract } from '../src/model.ts';
import { modelOf } from './sources.ts';

const text = z.string();

function version(schema: AnySchema, more: Partial<VersionContract> = {}): VersionContract {
  const { shape, fingerprint } = modelOf(schema);
  const rest = { version: 1, source: 'a.ts', doc: 'A thing.', carriage: {}, examples: [], reserved: [] };
  return { ...rest, shape, fingerprint, ...more };
}

function said({ findings }: Comparison): string[] {
  return findings.map(({ rule, path, category }) => `${category} ${rule} ${path}`.trim());
}

describe('a comparison of contracts', () => {
  const module = (more: Partial<ModuleContract>): ModuleContract => ({
    name: 'till',
    owner: 'team',
    doc: '',
    source: 'a.ts',
    publishes: [],
    subscribes: [],
    requests: [],
    serves: [],
    dependsOn: [],
    ...more,
  });
  const contract = (schemas: readonly AnySchema[], modules: readonly ModuleContract[] = []): Contract => ({
    scope: '@shop',
    messages: schemas.map((schema, index) => ({
      name: `M${index}`,
      owner: 'shop',
      topic: `shop.m${index}`,
      versions: [version(schema)],
    })),
    modules,
  });

  it('sees rights that are lost and won, for the side that has them', () => {
    const [old, next] = [
      contract([], [module({ publishes: ['A'], subscribes: ['B'] })]),
      contract([], [module({ serves: ['C'] })]),
    ];
    expect(compareContracts(old, next).findings).toMatchObject([
      { rule: 'right-lost', path: 'publishes.A', category: 'CONTRACT', publisher: 'major', subscriber: 'patch' },
      { rule: 'right-lost', path: 'subscribes.B', category: 'CONTRACT', publisher: 'patch', subscriber: 'major' },
      { rule: 'right-won', path: 'serves.C', category: 'COMPATIBLE' },
    ]);
  });

  it('sees messages, versions and modules that came and went', () => {
    const [small, large] = [contract([text]), contract([text, text], [module({})])];
    const later = {
      ...small,
      messages: small.messages.map((message) => ({
        ...message,
        versions: [...message.versions, version(text, { version: 2 })] as const,
      })),
    };
    expect(said(compareContracts(small, large))).toEqual(['COMPATIBLE message-added', 'COMPATIBLE module-added']);
    expect(said(compareContracts(large, small))).toEqual(['CONTRACT message-removed', 'CONTRACT module-removed']);
    expect(compareContracts(small, later as Contract).findings).toMatchObject([
      { rule: 'version-added', subject: 'M0@2', publisher: 'minor' },
    ]);
    expect(compareContracts(later as Contract, small).findings).toMatchObject([
      { rule: 'version-removed', publisher: 'major', subscriber: 'major' },
    ]);
  });

  it('finds the one break in each of many messages', () => {
    const wide = (limit: number): AnySchema =>
      z.object(
        Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [
            `field${index}`,
            z.array(z.object({ a: text.max(index === 7 ? limit : 9), b: z.int().optional() })),
          ]),
        ),
      );
    const [old, next] = [
      contract(Array.from({ length: 50 }, () => wide(9))),
      contract(Array.from({ length: 50 }, () => wide(10))),
    ];
    const { forward, findings } = compareContracts(old, next);
    expect([forward, findings.length]).toEqual(['no', 50]);
  });
});
