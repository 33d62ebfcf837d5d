/** Pages of the catalogue: what they say of a message, and where their links lead. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planCatalog } from '../src/catalog/files.ts';
import { readContract } from '../src/main.ts';
import type { Contract, VersionContract } from '../src/model.ts';
import { modelOf } from './sources.ts';

const skellyJelly = path.join(import.meta.dirname, '../../../schemas/myelin.config.ts');

function versionOf(version: number, more: Partial<VersionContract> = {}): VersionContract {
  const { shape, fingerprint } = modelOf(z.object({ id: z.string(), count: z.int().default(version) }));
  const source = `schemas/messages/order.v${version}.ts`;
  const texts = { doc: 'Somebody ordered.', source, reserved: [] };
  return { version, shape, fingerprint, carriage: {}, examples: [{ id: 'a' }], ...texts, ...more };
}

/** A shop and a till with a message of two versions. */
function shop(): Contract {
  const since = { since: '2026-01-01', sunset: '2026-12-31', use: 'version 2' };
  const upcast = { source: 'schemas/messages/order.v1-to-v2.ts', body: [] };
  const older = versionOf(1, { deprecated: since, upcast, doc: 'Somebody wants something.', reserved: ['price'] });
  const newer = versionOf(2, { examples: [{ id: 'b' }, { id: 'c', count: 7 }], revisions: [older.shape, older.shape] });
  const none = { publishes: [], subscribes: [], requests: [], serves: [], dependsOn: [] };
  const order = { name: 'Order', owner: 'shop', topic: 'shop.order', versions: [older, newer] as const };
  return {
    scope: '@acme',
    messages: [order],
    modules: [
      { ...none, name: 'shop', owner: 'Kim', doc: 'Sells.', source: 'schemas/modules/shop.ts', publishes: ['Order'] },
      { ...none, name: 'till', owner: 'Lee', doc: 'Counts.', source: 'schemas/modules/till.ts', subscribes: ['Order'] },
    ],
  };
}

describe('the page of a message', () => {
  const page = planCatalog(shop()).get('messages/shop.order.md') ?? '';
  const [head = '', second = '', first = ''] = page.split(/^## /m);

  it('says what it is, whose, who sends it and who gets it', () => {
    expect(head).toContain('# Order\n\nSomebody ordered.\n');
    expect(head).toContain('| owner | [shop](../modules/shop.md); ask Kim |');
    expect(head).toContain('| published by | [shop](../modules/shop.md) |');
    expect(head).toContain('| subscribed by | [till](../modules/till.md) |');
    expect(head).toContain('| versions | [1](#version-1) (deprecated), [2](#version-2) |');
  });

  it('has each version, the newest first', () => {
    expect(second).toMatch(/^Version 2\n/);
    expect(first).toMatch(/^Version 1\n/);
    expect(second).toContain('`acme.shop.v1.OrderV2` in [shop](../proto/acme/shop/v1/shop.proto)');
    expect(second).toContain('| revisions | 2 published |');
    expect(second).toContain('| `count` | integer | optional | Default `2`. |');
  });

  it('says of an older version when it goes, and how it is read', () => {
    expect(first).toContain('Somebody wants something.');
    expect(first).toContain('**Deprecated** since 2026-01-01, gone after 2026-12-31; use version 2.');
    expect(first).toContain('| read as | version 2, by `schemas/messages/order.v1-to-v2.ts` |');
    expect(first).toContain('| reserved names | `price` |');
    expect(first).toContain('| revisions | a draft, free to change |');
  });

  it('has every example', () => {
    expect(second).toContain('Example 1:\n\n```json\n{\n  "id": "b"\n}\n```');
    expect(second).toContain('Example 2:\n\n```json\n{\n  "id": "c",\n  "count": 7\n}\n```');
    expect(first).toContain('Example:\n');
  });
});

describe('links of the catalogue', () => {
  /** Targets that are not there, as `page → target`. */
  function deadLinks(contract: Contract): string[] {
    const plan = planCatalog(contract);
    return [...plan].flatMap(([file, text]) => {
      if (!file.endsWith('.md')) return [];
      const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
      return targets.filter((target) => !leads(plan, file, target)).map((target) => `${file} → ${target}`);
    });
  }

  function leads(plan: ReadonlyMap<string, string>, file: string, target: string): boolean {
    const [to = '', anchor] = target.split('#');
    const text = plan.get(to === '' ? file : path.posix.join(path.posix.dirname(file), to));
    if (text === undefined || anchor === undefined) return text !== undefined;
    return [...text.matchAll(/^#+ (.*)$/gm)].some(
      ([, title = '']) => title.toLowerCase().replaceAll(' ', '-') === anchor,
    );
  }

  it('all lead somewhere', async () => {
    const { contract } = await readContract(skellyJelly);
    expect(deadLinks(contract)).toEqual([]);
    expect(deadLinks(shop())).toEqual([]);
  });

  it('lead from every module and from the overview to the pages of messages', () => {
    const plan = planCatalog(shop());
    for (const file of ['modules/shop.md', 'modules/till.md'])
      expect(plan.get(file)).toContain('[Order](../messages/shop.order.md)');
    expect(plan.get('README.md')).toContain('[Order](messages/shop.order.md)');
  });

  it('that lead nowhere would be found', () => {
    const contract = shop();
    expect(deadLinks({ ...contract, modules: contract.modules.slice(1) })).not.toEqual([]);
  });
});
