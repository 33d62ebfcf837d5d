import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { topologyFindings } from '../src/catalog/findings.ts';
import { generate, readContract } from '../src/main.ts';
import { isPattern, matchesPattern } from '../src/names.ts';
import { configOf, problemsOf, shop, workspace } from './workspace.ts';

const till = 'schemas/modules/till.ts';

/** The shop, whose till has these grants. */
function shopWith(grants: string): Promise<string> {
  return workspace({
    ...shop,
    [till]: (shop[till] ?? '').replace("name: 'till',", `name: 'till', grants: ${grants},`),
  });
}

describe('grants of a module', () => {
  it('stand in its SDK, sorted', async () => {
    const root = await shopWith("{ subscribe: ['user.*', 'shop.**', 'user.*'] }");
    await generate(configOf(root));
    const text = await readFile(path.join(root, 'sdks/till/src/index.gen.ts'), 'utf8');
    expect(text).toContain("grants: { subscribe: ['shop.**', 'user.*'] },");
    expect(await readFile(path.join(root, 'sdks/till/README.md'), 'utf8')).toContain('on `shop.**`, `user.*`.');
  });

  it('are refused where one is no pattern', async () => {
    expect(await problemsOf(await shopWith("{ publish: ['User.login', 'user.login'] }"))).toEqual([
      expect.stringMatching(/till\.ts:\d+:\d+ grants\.publish: "User\.login" is neither a topic nor a pattern$/),
    ]);
  });

  it('make a message heard that nobody lists', async () => {
    const findings = async (grants: string): Promise<string[]> => {
      const { contract } = await readContract(configOf(await shopWith(grants)));
      return topologyFindings(contract).map(({ message }) => message);
    };
    expect(await findings("{ publish: ['shop.*'] }")).toEqual(['nobody subscribes to Tick']);
    expect(await findings("{ subscribe: ['shop.*'] }")).toEqual([]);
  });
});

describe('patterns', () => {
  it.each(['user.login', 'user.*', '*.login', 'user.**', '**', 'a.*.b.**', '*.*'])('%s is one', (text) => {
    expect(isPattern(text)).toBe(true);
  });

  it.each(['', '*', 'user', 'user.', 'User.*', 'user.a*', 'user.**.login', '***', 'user***', 'user.***'])(
    '%s is none',
    (text) => {
      expect(isPattern(text)).toBe(false);
    },
  );

  it.each([
    ['user.*', 'user.login', true],
    ['user.*', 'user.login.failed', false],
    ['user.**', 'user.login.failed', true],
    ['user.**', 'user', false],
    ['**', 'user.login', true],
    ['*.login', 'user.login', true],
    ['user.login', 'user.logout', false],
  ])('%s and %s: %s', (pattern, topic, matches) => {
    expect(matchesPattern(pattern, topic)).toBe(matches);
  });
});
