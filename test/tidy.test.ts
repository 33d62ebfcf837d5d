/** The habits of the project, held by a test. A rule that could not fail would be worth nothing: each has a control. */
import { describe, expect, it } from 'vitest';
import { packageFloors } from './tidy/floors.ts';
import { generatedFindings } from './tidy/generated.ts';
import { cyclesOf, floorFindings, packageFindings } from './tidy/imports.ts';
import { fileLengths, functionLengths, overLimits } from './tidy/lengths.ts';
import { packageFolders, valuesOf, withoutReadme } from './tidy/packages.ts';
import { known, lengthsMax } from './tidy/ratchet.ts';
import { findingsOf, rules } from './tidy/rules.ts';
import { type Finding, isGenerated, isShipped, sourceFrom, sources } from './tidy/source.ts';
import { texts, wordFindings, words } from './tidy/texts.ts';

const files = sources();
const shipped = files.filter(({ path }) => isShipped(path));
const handwritten = files.filter(({ path }) => !isGenerated(path));
const allTexts = texts();

/** What is found beyond what is known, and what is known but no longer found. */
function beyondKnown(rule: string, findings: readonly Finding[]): string[] {
  const allowed = new Map(known.filter((entry) => entry.rule === rule).map(({ path, count }) => [path, count]));
  const counts = new Map<string, number>([...allowed.keys()].map((path) => [path, 0]));
  for (const { path } of findings) counts.set(path, (counts.get(path) ?? 0) + 1);
  const off = [...counts].filter(([path, count]) => count !== (allowed.get(path) ?? 0)).map(([path]) => path);
  const mended = off
    .filter((path) => counts.get(path) === 0)
    .map((path) => `${path} keeps the rule: take it off the list`);
  return [...findings.filter(({ path }) => off.includes(path)).map(shown), ...mended];
}

function shown({ path, line, what }: Finding): string {
  return `${path}:${line} ${what}`;
}

describe('the habits look at real files', () => {
  it('reads sources of every package', () => {
    const folders = new Set(shipped.map(({ path }) => /^(schemas|[^/]+\/[^/]+)/.exec(path)?.[0]));
    const examples = ['examples/agent-runtime', 'examples/platform', 'examples/story-bot'];
    expect(folders).toEqual(new Set(['apps/demo', ...examples, 'packages/bus-core', 'schemas', 'tools/codegen']));
  });

  it('reads texts that are no sources', () => {
    expect(allTexts.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'package-lock.json', '.ci/run']),
    );
  });
});

describe.each(rules)('no file has $name', (rule) => {
  it('holds', () => {
    expect(
      beyondKnown(
        rule.name,
        files.flatMap((file) => findingsOf(rule, file)),
      ),
    ).toEqual([]);
  });

  it('would be seen', () => {
    expect(findingsOf(rule, sourceFrom(rule.bad.path, rule.bad.text))).toHaveLength(1);
  });
});

describe.each(words)('no text has $name', (word) => {
  it('holds', () => {
    expect(
      beyondKnown(
        word.name,
        allTexts.flatMap((text) => wordFindings(word, text)),
      ),
    ).toEqual([]);
  });

  it('would be seen', () => {
    expect(wordFindings(word, { path: 'docs/a.md', text: word.bad })).toHaveLength(1);
  });
});

describe('imports', () => {
  it('go down only inside bus-core', () => {
    expect(beyondKnown('floors', files.flatMap(floorFindings))).toEqual([]);
  });

  it('that go up would be seen, type imports included', () => {
    const up = sourceFrom('packages/bus-core/src/errors.ts', "import type { Bus } from './bus.ts';");
    expect(floorFindings(up).map(({ what }) => what)).toEqual(['imports ./bus.ts, which stands on a higher floor']);
  });

  it('that go right on the same floor would be seen', () => {
    const right = sourceFrom('packages/bus-core/src/errors.ts', "export { now } from './clock.ts';");
    expect(floorFindings(right)).toHaveLength(1);
  });

  it('of a file without a place in the table would be seen', () => {
    expect(floorFindings(sourceFrom('packages/bus-core/src/helpers.ts', ''))).toHaveLength(1);
  });

  it('stay on the floors between packages', () => {
    expect(beyondKnown('packages', files.flatMap(packageFindings))).toEqual([]);
  });

  it.each(packageFloors)('that break "$name" would be seen', ({ bad }) => {
    expect(packageFindings(sourceFrom(bad.path, `import '${bad.specifier}';`))).toHaveLength(1);
  });

  it('into the sources of another package would be seen', () => {
    const across = sourceFrom('apps/demo/src/main.ts', "import '../../../packages/bus-core/src/bus.ts';");
    expect(packageFindings(across)).toHaveLength(1);
  });

  it('have no cycle', () => {
    expect(cyclesOf(files)).toEqual([]);
  });

  it('in a cycle would be seen', () => {
    const a = sourceFrom('apps/demo/src/a.ts', "import './b.ts';");
    const b = sourceFrom('apps/demo/src/b.ts', "export type A = import('./a.ts').A;");
    expect(cyclesOf([a, b])).toEqual([['apps/demo/src/a.ts', 'apps/demo/src/b.ts', 'apps/demo/src/a.ts']]);
  });
});

describe('imports of generated files', () => {
  const cycle = (back: string): string[][] =>
    cyclesOf([
      sourceFrom('packages/module-sdks/a/src/a.gen.ts', "import { check } from './a.wire.gen.ts';"),
      sourceFrom('packages/module-sdks/a/src/a.wire.gen.ts', `${back} from './a.gen.ts';`),
    ]);

  it('may lead back by a type alone', () => {
    expect(cycle('import type { A }')).toEqual([]);
    expect(cycle('import { a }')).toHaveLength(1);
  });
});

describe('lengths', () => {
  it('of shipped files stay inside the limits', () => {
    expect(overLimits(fileLengths(shipped), lengthsMax.files)).toEqual([]);
  });

  it('of other handwritten files stay under the greatest', () => {
    const { max } = lengthsMax.files;
    expect(overLimits(fileLengths(handwritten), { median: max, p90: max, max })).toEqual([]);
  });

  it('of shipped functions stay inside the limits', () => {
    expect(overLimits(functionLengths(shipped), lengthsMax.functions)).toEqual([]);
  });

  it('over the limits would be seen', () => {
    const long = sourceFrom('apps/demo/src/a.ts', `function f() {\n${'run();\n'.repeat(70)}}`);
    expect(overLimits(functionLengths([long]), lengthsMax.functions)).toHaveLength(3);
    expect(overLimits(fileLengths([long]), { median: 9, p90: 9, max: 9 })).toHaveLength(3);
  });
});

describe('generated files', () => {
  const generated = files.filter(({ path }) => /^packages\/module-sdks\/[^/]+\/src\//.test(path));

  it('say what wrote them and name no day', () => {
    expect(generated).not.toEqual([]);
    expect(generated.flatMap(generatedFindings).map(shown)).toEqual([]);
  });

  it('without a header, with a day or of another kind would be seen', () => {
    expect(generatedFindings(sourceFrom('a.ts', `// 2${'026-01-01'}\nexport const a = 1;`))).toHaveLength(3);
  });
});

describe('packages', () => {
  it('each have a README', () => {
    expect(withoutReadme(packageFolders())).toEqual([]);
  });

  it('without a README would be seen', () => {
    expect(withoutReadme(['packages/no-such-package'])).toHaveLength(1);
  });

  it('export at most twenty values from their index', () => {
    const indexes = shipped.filter(({ path }) => path.endsWith('/src/index.ts'));
    expect(indexes.filter((index) => valuesOf(index).length > 20).map(({ path }) => path)).toEqual([]);
  });

  it('have their exported values counted, not their types', () => {
    const text =
      "export { a, type B } from './a.ts';\nexport type { C } from './c.ts';\nexport const d = 1, e = 2;\nexport function f() {}";
    expect(valuesOf(sourceFrom('apps/demo/src/index.ts', text))).toEqual(['a', 'd', 'e', 'f']);
  });
});
