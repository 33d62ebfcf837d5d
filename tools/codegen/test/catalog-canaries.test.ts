/** Hostile text in everything that authors may write stays in its place: in Markdown, mermaid, HTML and JSON. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { planCatalog } from '../src/catalog/files.ts';
import { code, jsonText, label, prose } from '../src/catalog/text.ts';
import type { JsonSchema } from '../src/define.ts';
import type { Contract } from '../src/model.ts';
import { modelOf } from './sources.ts';

const canaries = [
  '|',
  '\\|',
  '\\',
  '`',
  '``` \n```js\nx',
  '`a|b`',
  '`<b>`',
  '`` ` ``',
  '-->',
  '--> <script>x</script> <!--',
  '</script>',
  '</code>',
  '"',
  "'",
  '"] --> m1["x',
  '#quot;',
  '&quot;',
  '%%{init: {}}%%',
  'a\nb',
  'a\r\n\r\n# b',
  '\n| a | b |\n|---|---|',
  '\u2028x',
  '\u2029',
  '\0',
  '\ud800',
  '[x](javascript:y)',
  '![x](y)',
  '*x* _y_ ~z~',
  '# x',
  '</a id="x">',
];

/** One text wherever an author may write one. */
function contractWith(text: string): Contract {
  const pointer = (name: string): string => `#/$defs/${encodeURIComponent(name.toWellFormed())}`;
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      [`zz${text.toWellFormed()}`]: { type: 'string', description: text, default: text },
      choice: { enum: [`${text}1`, `${text}2`], deprecated: { since: '2026-01-01', use: text } },
      one: { const: text, 'x-renamed-from': text },
      open: { 'x-myelin': { type: 'open-enum', members: [text] } },
      like: { type: 'string', pattern: text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') },
      list: { $ref: pointer('list') },
    },
    required: ['one'],
    $defs: { list: { type: 'array', items: { $ref: pointer('list') } } },
  };
  const { shape, fingerprint } = modelOf(schema);
  const deprecated = { since: '2026-01-01', sunset: '2027-01-01', use: text };
  const texts = { source: `messages/${text}.ts`, doc: text, deprecated, reserved: [text], key: text };
  const version = { ...texts, version: 1, shape, fingerprint, carriage: {}, examples: [{ one: text, [text]: [text] }] };
  const rights = { publishes: ['Thing'], subscribes: ['Thing'], requests: [], serves: [], dependsOn: [] };
  return {
    scope: '@acme',
    messages: [{ name: 'Thing', owner: 'shop', topic: 'shop.thing', versions: [version] }],
    modules: [{ ...rights, name: 'shop', owner: text, doc: text, source: `modules/${text}.ts` }],
  };
}

/** What gives a page its form: kinds of lines, cells of tables, and HTML. Values of code blocks are left out. */
function formOf(page: string): string[] {
  let inside = false;
  return page.split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      inside = !inside;
      return [line];
    }
    if (inside) return [];
    const cells = line.replaceAll(/\\./g, '').split('|').length;
    const tags = [...line.matchAll(/<(?!\/?code>|a id="thing"><\/a>|\/a>)[^>]*>?/g)].map(([tag]) => tag);
    const outside = line.replaceAll(/`[^`]*`|\\./g, '');
    const links = [...outside.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
    return [`${/^#+ |^\| /.exec(line)?.[0] ?? ''}${line === '' ? 'empty' : cells} ${[...tags, ...links].join(' ')}`];
  });
}

const named = canaries.map((canary) => [JSON.stringify(canary).slice(0, 40), canary] as const);
const plain = planCatalog(contractWith('ab'));

describe('a canary in every text of a contract', () => {
  it.each(named)('leaves the form of every page as it is: %s', (_, canary) => {
    const plan = planCatalog(contractWith(canary));
    expect([...plan.keys()]).toEqual([...plain.keys()]);
    for (const file of ['README.md', 'modules/shop.md', 'messages/shop.thing.md'])
      expect([file, formOf(plan.get(file) ?? '')]).toEqual([file, formOf(plain.get(file) ?? '')]);
  });

  it.each(named)('ends no comment, element or code block: %s', (_, canary) => {
    for (const [file, text] of planCatalog(contractWith(canary))) {
      if (file.endsWith('.proto')) continue; // nothing there ends but at the end of a line
      const body = file.endsWith('.md') ? text.split('\n').slice(1).join('\n') : text;
      const withoutArrows = body.replaceAll(/^ {2}m\d+ -->\|"[^"]*"\| m\d+$/gm, '');
      expect([file, withoutArrows]).not.toEqual([file, expect.stringMatching(/-->|<!--|<script|<\/script/i)]);
      expect([file, body.match(/^```/gm)?.length]).toEqual([file, plain.get(file)?.match(/^```/gm)?.length]);
    }
  });

  it.each(named)('is the text itself in JSON: %s', (_, canary) => {
    const plan = planCatalog(contractWith(canary));
    const schema = JSON.parse(plan.get('schemas/shop.thing.v1.json') ?? '') as JsonSchema;
    expect(schema).toMatchObject({ description: canary, properties: { one: { const: canary } } });
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate({ one: canary, like: canary, list: [[]] })).toBe(true);
    expect(validate({ one: `${canary}!` })).toBe(false);
    const document = JSON.parse(plan.get('asyncapi.json') ?? '') as JsonSchema;
    expect(document).toMatchObject({ components: { messages: { 'Thing.v1': { description: canary } } } });
  });

  it.each(named)('has nothing left in a label of mermaid: %s', (_, canary) => {
    expect(label(canary)).toMatch(/^"[\p{L}\p{N} .,;=()#-]*"$/u);
  });
});

describe('text for a catalogue', () => {
  it('shows what stands between backticks as code, if it is harmless', () => {
    expect(prose('The `topic` of a_b.')).toBe('The `topic` of a\\_b.');
    expect(prose('`a|b` c')).toBe('<code>a&#124;b</code> c');
    expect(prose('one ` alone')).toBe('one \\` alone');
  });

  it('writes code as it is where Markdown leaves it alone', () => {
    expect(code('a.b-c')).toBe('`a.b-c`');
    expect(code('a`b')).toBe('<code>a&#96;b</code>');
    expect(code('')).toBe('<code></code>');
  });

  it('writes JSON that may stand inside HTML', () => {
    expect(jsonText('</script>\u2028')).toBe('"\\u003c/script\\u003e\\u2028"');
  });
});
