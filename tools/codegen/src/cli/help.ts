/** What `--help` prints and docs/cli.md holds, from the table of verbs. */
import { common, type Option, unusable, type Verb, verbs } from './verbs.ts';

const widthMax = 100;

/** All verbs, one line each. */
export function overviewText(): string {
  const rows = verbs.map((verb): Row => [`myelin ${callOf(verb)}`, verb.summary]);
  return [
    'myelin generates typed SDK packages for a message bus from versioned schemas.',
    '',
    ...columns(rows),
    '',
    'myelin VERB --help says more. Exit code 2 always means: ' + `${unusable}.`,
    '',
  ].join('\n');
}

/** One verb with its options, exit codes and samples. */
export function verbText(verb: Verb): string {
  const { name, subjects, options, summary, about, samples } = verb;
  return [
    `myelin ${[name, ...subjects].join(' ')}${options.length === 0 ? '' : ' [options]'}`,
    `  ${summary}`,
    '',
    ...about.flatMap((paragraph) => [...wrapped(paragraph, widthMax), '']),
    ...columns([...options, ...common].map((option): Row => [`  ${optionName(option)}`, option.doc])),
    '',
    ...columns(
      exitsOf(verb).map(([code, when], index): Row => [`${index === 0 ? 'exit code ' : ' '.repeat(10)}${code}`, when]),
    ),
    '',
    ...samples.map((sample) => `  $ myelin ${sample}`),
    '',
  ].join('\n');
}

/** The part of docs/cli.md that the table decides, as Markdown. */
export function verbsPage(): string {
  return verbs.map(section).join('\n');
}

function section(verb: Verb): string {
  const { name, subjects, summary, about, options, samples } = verb;
  return [
    `## \`myelin ${[name, ...subjects].join(' ')}\``,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    '',
    ...about.flatMap((paragraph) => [...wrapped(paragraph, 120), '']),
    '```sh',
    ...samples.map((sample) => `myelin ${sample}`),
    '```',
    '',
    '| option | what it does |',
    '|---|---|',
    ...[...options, ...common].map((option) => `| \`${optionName(option)}\` | ${option.doc.replaceAll('|', '\\|')} |`),
    '',
    '| exit code | when |',
    '|---|---|',
    ...exitsOf(verb).map(([code, when]) => `| ${code} | ${when} |`),
    '',
  ].join('\n');
}

function callOf({ name, subjects }: Verb): string {
  return [name, ...subjects].join(' ');
}

function optionName({ name, value, choices }: Option): string {
  if (value === undefined) return `--${name}`;
  return `--${name} ${choices?.join('|') ?? value}`;
}

function exitsOf({ exits }: Verb): (readonly [string, string])[] {
  return [...Object.entries(exits), ['2', unusable]];
}

type Row = readonly [left: string, right: string];

/** Two columns, the right one wrapped below itself. */
function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.flatMap(([left, right]) =>
    wrapped(right, widthMax - width).map((line, index) => (index === 0 ? left : '').padEnd(width) + line),
  );
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
