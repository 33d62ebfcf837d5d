/** What a person reads when something is wrong: the place, the line itself with a caret, and what to write instead. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generate } from '../src/main.ts';
import { DefinitionError } from '../src/problem.ts';
import { problemReport, warningReport } from '../src/report.ts';
import { revisionOf } from './sources.ts';
import { configOf, messageText, myelin, shop, shopOf, workspace } from './workspace.ts';

type Files = Readonly<Record<string, string>>;

/** The report of a workspace that nothing can be generated from. */
async function reportOf(files: Files): Promise<string> {
  try {
    await generate(configOf(await workspace(files)));
  } catch (error) {
    if (error instanceof DefinitionError) return problemReport(error);
    throw error;
  }
  return 'no problem';
}

const ok = 'z.object({ id: z.string().optional() })';
const next = 'schemas/messages/thing.v2.ts';
const cast = 'schemas/messages/thing.v1-to-v2.ts';

function withModule(before: string, after: string): Files {
  const file = 'schemas/modules/shop.ts';
  return { ...shop, [file]: (shop[file] ?? '').replace(before, after) };
}

function withVersions(upcaster: string): Files {
  const casts = `import { defineUpcaster } from '@myelin/codegen/define';
import { message as one } from './thing.v1.ts';
import { message as two } from './thing.v2.ts';
${upcaster}
`;
  const files = shopOf(ok);
  return {
    ...files,
    [next]: messageText('Thing', ok, 'version: 2,'),
    ...(upcaster === '' ? {} : { [cast]: casts }),
  };
}

const lock = JSON.stringify({
  format: 1,
  messages: {
    Thing: {
      topic: 'shop.other',
      versions: { 1: { revisions: [revisionOf(z.object({ id: z.string().optional() }))] } },
    },
  },
});

/** One workspace per kind of problem; the caret stands at the first place where the marked text begins. */
const kinds: Readonly<Record<string, readonly [files: Files, marked: string, message: RegExp]>> = {
  'a schema that is code': [
    shopOf('z.object({ id: z.string().trim() })'),
    'id: z.string().trim()',
    /a transform is code/,
  ],
  'a field deep inside': [
    shopOf('z.object({ a: z.object({ when: z.date() }) })'),
    'when: z.date()',
    /a Date has no JSON form/,
  ],
  'a format that is not known': [shopOf('z.object({ id: z.jwt() })'), 'id: z.jwt()', /the string format "jwt"/],
  'a name that is none': [shopOf(ok, "name: 'thing_one',"), "name: 'Thing'", /is no name of a message/],
  'an owner that is nobody': [shopOf(ok, "owner: 'nobody',"), "owner: 'shop'", /no module is called "nobody"/],
  'a version of another file': [shopOf(ok, 'version: 2,'), 'version: 1', /stands in a file of version 1/],
  'a topic that is none': [shopOf(ok, "topic: 'Thing',"), "topic: 'Thing'", /is no topic/],
  'a request without a reply': [shopOf(ok, "channel: 'request',"), "channel: 'request'", /without a reply/],
  'a key that is no field': [shopOf(ok, "key: 'nothing',"), "key: 'nothing'", /is no field/],
  'an example that is refused': [shopOf(ok, 'examples: [{ id: 5 }],'), 'examples: [{}]', /refuses example 1 at id/],
  'a default that is refused': [
    shopOf('z.object({ id: z.string().max(1).default("long") })'),
    'id: z.string()',
    /refuses its own default/,
  ],
  'a field that is reserved': [shopOf(ok, "reserved: ['id'],"), 'id: z.string()', /is reserved/],
  'a name that is taken': [shopOf(ok, "name: 'Close',"), "name: 'Thing'", /every SDK has a member "close"/],
  'a date that is none': [shopOf(ok, "deprecated: { since: 'soon' },"), "since: 'soon'", /"soon" is no date/],
  'a right to what is a request': [
    withModule('publishes: [order, tick]', 'publishes: [price]'),
    'publishes: [price]',
    /Price is a request/,
  ],
  'a module that is not there': [
    withModule("doc: 'Sells.'", "doc: 'Sells.', dependsOn: ['tilt']"),
    "dependsOn: ['tilt']",
    /no module is called "tilt"/,
  ],
  'a flow without an end': [withModule(', serves: [price]', ''), 'requests: [price]', /nobody serves Price/],
  'a scope that is none': [
    {
      ...shop,
      'schemas/myelin.config.ts':
        "import { defineConfig } from '@myelin/codegen/define';\nexport default defineConfig({ scope: 'acme', out: '../sdks' });\n",
    },
    "scope: 'acme'",
    /"acme" is no npm scope/,
  ],
  'a step between versions that is missing': [withVersions(''), 'version: 1', /nothing leads from version 1 of Thing/],
  'a cast that is not pure': [
    withVersions('export const up = defineUpcaster(one, two, (old) => ({ id: String(Date.now()) + old.id }));'),
    'Date.now()',
    /is not the same every time/,
  ],
  'what was published': [
    { ...shopOf(ok), 'schemas/contracts.lock.json': lock },
    'message = defineMessage(',
    /was published as shop\.other/,
  ],
};

/** Lines that Node cannot import, which only a process of its own shows as Node says it. */
const loads: Readonly<Record<string, readonly [line: string, marked: string, message: RegExp]>> = {
  erased: ['export enum Colour { Red }', 'enum Colour', /enum is not supported/],
  syntax: ['const colours = { red: 1,, };', ', };', /cannot be loaded: .*Unexpected token/],
  unexported: [
    "import { nothing } from '../modules/shop.ts';",
    'nothing }',
    /does not provide an export named 'nothing'/,
  ],
  nowhere: ["import '../nowhere.ts';", "'../nowhere.ts'", /Cannot find module 'nowhere\.ts'/],
  missing: ["import { a } from '@acme/nothing';", "'@acme/nothing'", /Cannot find package '@acme\/nothing'/],
  throwing: [
    "const fail = () => { throw new TypeError('no luck'); }; fail();",
    "new TypeError('no luck')",
    /cannot be loaded: no luck/,
  ],
};

/** The caret stands where the marked text begins, the head names that line and column, and a way out follows. */
function expectShown(report: string, { marked, message }: { readonly marked: string; readonly message: RegExp }): void {
  const found = report.split('\n\n').find((text) => message.test(text)) ?? report;
  const [head = '', ...lines] = found.split('\n');
  expect(head).toMatch(message);
  const index = lines.findIndex((text) => text.startsWith('> '));
  const caret = (lines[index + 1] ?? '').indexOf('^');
  const line = lines[index] ?? '';
  expect(line.slice(caret, caret + marked.length)).toBe(marked);
  expect(head).toMatch(new RegExp(`\\.ts:${Number.parseInt(line.slice(2), 10)}:\\d+ `));
  expect(lines.find((text) => text.startsWith('  help: '))).toMatch(/^ {2}help: [A-Z].*\.$/);
}

describe('a report', () => {
  it.each(Object.entries(kinds))('shows the line of %s', async (_, [files, marked, message]) => {
    expectShown(await reportOf(files), { marked, message });
  });

  it('shows the line of everything that Node cannot import, in one run', async () => {
    const files = Object.entries(loads).map(([name, [line]]): [string, string] => [
      `schemas/messages/${name}.v1.ts`,
      `// First.\n${line}\n`,
    ]);
    const root = await workspace({ ...shopOf(ok), ...Object.fromEntries(files) });
    const { code, stderr } = await myelin('codegen', '--config', configOf(root));
    expect(code).toBe(2);
    for (const [name, [, marked, message]] of Object.entries(loads)) {
      const texts = stderr.split('\n\n').filter((text) => text.includes(`messages/${name}.v1.ts:2:`));
      expect(texts).toHaveLength(1);
      expectShown(texts[0] ?? '', { marked, message });
    }
  });

  it('shows two lines on each side, and what to write instead', async () => {
    const report = await reportOf(shopOf('z.object({\n    when: z.date().optional(),\n  })'));
    expect(
      report.replace(/^.*(?=schemas\/)/, ''),
    ).toBe(`schemas/messages/thing.v1.ts:10:5 schema.when: a Date has no JSON form
   8 |   doc: 'Says something.',
   9 |   schema: z.object({
> 10 |     when: z.date().optional(),
     |     ^
  11 |   }),
  12 |   examples: [{}],
  help: Use z.iso.datetime(), or z.int() for milliseconds.

1 problem
`);
  });

  it('blames the file that is broken, once, where others import it', async () => {
    const broken = 'export const id = {{;\n';
    const both = messageText('Other', ok).replace('import { z }', "import { id } from '../fields.ts';\nimport { z }");
    const root = await workspace({
      ...shopOf(ok),
      'schemas/fields.ts': broken,
      'schemas/messages/other.v1.ts': both,
      'schemas/messages/another.v1.ts': both.replace("'Other'", "'Another'"),
    });
    const { stderr } = await myelin('codegen', '--config', configOf(root));
    expect(stderr).toMatch(/^\S*schemas\/fields\.ts:1:20 the file cannot be loaded: [\s\S]*\n1 problem\n$/);
  });

  it('is sorted by file and line', async () => {
    const report = await reportOf(
      shopOf('z.object({\n b: z.date(),\n a: z.map(z.string(), z.int()),\n })', "topic: 'X',"),
    );
    const lines = [...report.matchAll(/\.ts:(\d+):/g)].map(([, line]) => Number(line));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines).toEqual(lines.toSorted((left, right) => left - right));
  });

  it('shows no line where the file as a whole is meant', async () => {
    const report = await reportOf({ ...shopOf(ok), 'schemas/modules/zz.ts': 'export const nothing = 1;\n' });
    expect(report).toContain('modules/zz.ts:1:1 no module is exported here\n  help: ');
  });

  it('cuts a long line around the column', async () => {
    const long = Array.from({ length: 40 }, (_, index) => `a${index}: z.string(),`).join(' ');
    const report = await reportOf(shopOf(`z.object({ ${long} when: z.date() })`));
    const [marked = '', caret = ''] = report.split('\n').slice(3, 5);
    expect(marked.length).toBeLessThan(130);
    expect(marked.slice(caret.indexOf('^'))).toMatch(/^when: z\.date\(\)/);
  });

  it('of a warning says that it is one', async () => {
    const root = await workspace(shop);
    let text = '';
    await generate(configOf(root), {
      onWarnings: async (warnings) => {
        text = await warningReport(warnings, path.join(root, 'schemas'));
      },
    });
    expect(text).toMatch(/schemas\/modules\/shop\.ts:5:80 warning: publishes: nobody subscribes to Tick\n/);
  });
});
