import path from 'node:path';
import { Node, Project, type SourceFile, ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../src/define.ts';
import { generate } from '../src/main.ts';
import { modelOf, sourcesOf } from './sources.ts';
import { configOf, problemsOf, shopOf, tree, validatorOf, workspace } from './workspace.ts';

const canaries = [
  'plain',
  '*/ globalThis.canary = 1; /*',
  '*\\/ x',
  '`${globalThis.canary = 1}`',
  "'; globalThis.canary = 1; '",
  '"; globalThis.canary = 1; "',
  '\\',
  "\\'",
  '\n globalThis.canary = 1;\n//',
  '\r',
  '\u2028globalThis.canary = 1;',
  '\u2029',
  '</script><script>globalThis.canary = 1</script>',
  '<!-- x -->',
  '../../x',
  '..\\..\\x',
  '\0',
  '\ud800',
  '@deprecated @see {@link x}',
  '${x}',
  '/x/',
  '[]',
  'constructor',
  'a'.repeat(3000),
];

/** The same schema with one text in every place where a schema has text. */
function schemaWith(text: string): JsonSchema {
  const pointer = `#/$defs/${text.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25')}list`;
  const member = (tag: string): JsonSchema => ({
    type: 'object',
    properties: { tag: { const: tag } },
    required: ['tag'],
  });
  const names = ['choice', 'many', 'one', 'open', 'like', 'tagged'];
  return {
    $id: `urn:${text}`,
    title: text,
    description: text,
    type: 'object',
    properties: {
      [`zz${text}`]: { type: 'string', title: text, description: text, default: text },
      choice: { enum: [`${text}1`, `${text}2`], description: text },
      many: { enum: Array.from({ length: 12 }, (_, index) => `${text}${index}`) },
      one: { const: `${text}!`, $comment: text },
      open: { 'x-myelin': { type: 'open-enum', members: [`${text}1`, `${text}2`] } },
      like: { type: 'string', pattern: escaped(text) },
      tagged: { anyOf: [member(`${text}1`), member(`${text}2`)] },
      old: { type: 'string', deprecated: { since: '2026-01-01', use: text } },
      list: { $ref: pointer },
    },
    required: names,
    $defs: { [`${text}list`]: { type: 'array', items: { $ref: pointer } } },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Kinds of all nodes in order of the source, without texts. */
function shapeOf(file: SourceFile): string[] {
  return file
    .getDescendants()
    .filter((node) => !Node.isJSDoc(node.getParentOrThrow()))
    .map((node) => node.getKindName());
}

const project = new Project({
  useInMemoryFileSystem: true,
  skipLoadingLibFiles: true,
  compilerOptions: { target: ts.ScriptTarget.ESNext },
});

function parsed(text: string): SourceFile {
  return project.createSourceFile('file.ts', text, { overwrite: true });
}

/** With the same canary behind a name that needs quotes, only texts differ. */
const reference = sourcesOf(schemaWith('a b'));

describe('a canary in every text of a schema', () => {
  it.each(canaries.map((canary) => [JSON.stringify(canary).slice(0, 60), canary]))(
    'leaves the tree as it is: %s',
    (_, canary) => {
      const quoted = `${canary} b`;
      const extra = { doc: quoted, source: `messages/${canary}.v1.ts`, deprecated: { since: quoted, use: quoted } };
      const sources = sourcesOf(schemaWith(quoted), extra);
      const expected = sourcesOf(schemaWith('a b'), {
        doc: 'a b',
        source: 'x',
        deprecated: { since: 'a b', use: 'a b' },
      });
      expect(Object.keys(sources)).toEqual(Object.keys(reference));
      for (const [name, text] of Object.entries(sources)) {
        const file = parsed(text);
        const diagnostics = project.getProgram().getSyntacticDiagnostics(file);
        expect(diagnostics.map((diagnostic) => diagnostic.getMessageText())).toEqual([]);
        expect(shapeOf(file)).toEqual(shapeOf(parsed(expected[name] ?? '')));
      }
    },
  );

  it.each(canaries.map((canary) => [JSON.stringify(canary).slice(0, 60), canary]))(
    'runs nothing and means the text itself: %s',
    async (_, canary) => {
      const schema = schemaWith(canary);
      expect(modelOf(schema).problems).toEqual([]);
      const { check, explain, fill } = await validatorOf(schema);
      const payload = {
        choice: `${canary}1`,
        many: `${canary}11`,
        one: `${canary}!`,
        open: 'x',
        like: canary,
        tagged: { tag: `${canary}2` },
      };
      expect(explain(payload)).toEqual([]);
      expect(check(payload)).toBe(true);
      expect(fill(payload)).toEqual({ ...payload, [`zz${canary}`]: canary });
      expect(check({ ...payload, choice: `${canary}3` })).toBe(false);
      expect('canary' in globalThis).toBe(false);
    },
  );
});

describe('names that would leave their place', () => {
  it('are refused for messages, modules, topics and fields', async () => {
    const hostile = 'z.object({ id: z.string().optional() })';
    const files = shopOf(hostile, "name: '../../x', topic: '../../x', owner: '../shop',");
    const module = 'schemas/modules/shop.ts';
    const found = await problemsOf(
      await workspace({ ...files, [module]: (files[module] ?? '').replace("name: 'shop'", "name: '../../y'") }),
    );
    expect(found.join('\n')).toContain('"../../x" is no name of a message');
    expect(found.join('\n')).toContain('"../../x" is no topic');
    expect(found.join('\n')).toContain('"../../y" is no name of a module');
  });

  it('keep documents of messages, modules and owners inside the README', async () => {
    const files = shopOf(
      'z.object({ id: z.string().optional() })',
      "doc: '--> <script>x</script> | `a` \\n# b', examples: [{ id: '```' }],",
    );
    const module = 'schemas/modules/shop.ts';
    const text = (files[module] ?? '')
      .replace("doc: 'Sells.'", "doc: '<!-- <img src=x onerror=y> \\n\\n# Title'")
      .replace("owner: 'team'", "owner: '[x](javascript:y)'");
    const root = await workspace({ ...files, [module]: text });
    await generate(configOf(root));
    const readme = (await tree(path.join(root, 'sdks/shop')))['README.md'] ?? '';
    expect(readme.match(/^#/gm)).toHaveLength(1);
    expect(readme.match(/<(?!!-- generated)/g)).toBeNull();
    expect(readme).not.toContain('[x](');
    expect(readme.match(/```/g)).toHaveLength(4);
  });
});
