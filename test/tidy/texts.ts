/** The habits that any text file can break: words that are not for a reader of the project. */
import { extname } from 'node:path';
import { type Finding, pathsOf, textOf } from './source.ts';

const binary = new Set(['.png', '.jpg', '.ico', '.woff2', '.gz', '.tgz', '.db']);

/** One kind of word that no text has. Patterns are put together from parts, so that this file has none. */
export interface Word {
  readonly name: string;
  readonly pattern: RegExp;
  readonly bad: string;
}

const later = ['TO', 'DO'].join('');
const registry = ['registry', 'npmjs', 'org'].join('.');

export const words: readonly Word[] = [
  {
    name: 'work left for later',
    pattern: new RegExp(`\\b(${later}|${['FIX', 'ME'].join('')}|${['X', 'XX'].join('')})\\b`),
    bad: `// ${later}: later`,
  },
  {
    name: 'a path of one machine',
    pattern: new RegExp(`(?<![\\w.*])(/(${['work', 'tmp', 'root', 'home', 'Users'].join('|')})/|[A-Z]:\\\\Users)`),
    bad: `at ${['', 'home', 'me', 'a.ts'].join('/')}`,
  },
  {
    name: 'the host of a package registry',
    pattern: new RegExp(`(${registry.replaceAll('.', '\\.')}|registry\\.yarnpkg\\.com|"resolved": "https?:)`),
    bad: `"https://${registry}/zod"`,
  },
];

/** Every text file of the workspace. */
export function textPaths(): string[] {
  const hidden = ['.ci/*', '.github/**/*', '.changeset/*', '.*'];
  return pathsOf('**/*', ...hidden).filter(
    (path, index, all) => !binary.has(extname(path)) && all.indexOf(path) === index,
  );
}

/** Every line of a text that has the word. */
export function wordFindings(word: Word, { path, text }: { path: string; text: string }): Finding[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      word.pattern.test(line) ? [{ path, line: index + 1, what: line.trim().slice(0, 100) }] : [],
    );
}

/** Reads the texts once. */
export function texts(): { path: string; text: string }[] {
  return textPaths().map((path) => ({ path, text: textOf(path) }));
}
