/** The command line: what is understood, what is refused and how, and texts that come from one table. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../src/cli/arguments.ts';
import { overviewText, verbsPage, verbText } from '../src/cli/help.ts';
import { verbs } from '../src/cli/verbs.ts';
import { myelin, myelinIn, temporary } from './workspace.ts';

describe('a command line', () => {
  it('is a verb, what follows it, values and flags', () => {
    expect(parse(['codegen', '--check', '--config', 'a.ts'])).toMatchObject({
      verb: { name: 'codegen' },
      values: { config: 'a.ts' },
      flags: new Set(['check']),
    });
    expect(parse(['bump', 'RawEvent', '--config=a.ts'])).toMatchObject({
      subjects: ['RawEvent'],
      values: { config: 'a.ts' },
    });
  });

  it.each([
    [['codgen'], 'there is no verb codgen. Did you mean codegen? See myelin --help.'],
    [['frobnicate'], 'there is no verb frobnicate. See myelin --help.'],
    [['codegen', '--chek'], 'there is no option --chek. Did you mean --check? See myelin codegen --help.'],
    [['codegen', '-c'], 'there is no option -c. See myelin codegen --help.'],
    [['lock', '--check'], 'there is no option --check. See myelin lock --help.'],
    [['codegen', '--check=yes'], '--check takes no value, and was given "yes".'],
    [['codegen', '--config'], '--config needs a value: --config FILE.'],
    [['codegen', '--config', '--check'], '--config needs a value: --config FILE.'],
    [['codegen', 'Order'], 'give options alone: myelin codegen. See myelin codegen --help.'],
    [['bump'], 'give MESSAGE: myelin bump MESSAGE. See myelin bump --help.'],
    [['diff', 'a.json'], 'give OLD.json and NEW.json: myelin diff OLD.json NEW.json. See myelin diff --help.'],
    [['diff', 'a', 'b', '--mode', 'up'], '--mode is backward, forward or full, not "up".'],
  ])('is refused with the way out: %j', (args, words) => {
    expect(() => parse(args)).toThrow(words);
  });

  it('that is refused ends with 2 and a line', async () => {
    expect(await myelin('codegen', '--chek')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'there is no option --chek. Did you mean --check? See myelin codegen --help.\n',
    });
  });

  it('that is empty ends with 2 and the overview', async () => {
    expect(await myelin()).toEqual({ code: 2, stdout: overviewText(), stderr: '' });
  });

  it('may ask for the version', async () => {
    const { code, stdout } = await myelin('--version');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/)]);
  });
});

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('is the overview for %j', (args) => {
    expect(parse(args)).toEqual({ show: 'help' });
  });

  it.each(verbs.map(({ name }) => name))('says all about %s', async (name) => {
    const verb = verbs.find((each) => each.name === name);
    expect(parse([name, '--help'])).toEqual({ show: 'help', verb });
    expect(parse(['help', name])).toEqual({ show: 'help', verb });
    const text = verb === undefined ? '' : verbText(verb);
    const words = [...(verb?.options ?? []).map((option) => `--${option.name}`), ...Object.values(verb?.exits ?? {})];
    expect(words.filter((word) => !text.replaceAll(/\s+/g, ' ').includes(word))).toEqual([]);
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('names every verb', () => {
    expect(verbs.filter(({ name }) => !overviewText().includes(`myelin ${name}`))).toEqual([]);
  });

  it('needs no workspace', async () => {
    const { code, stdout } = await myelinIn(await temporary(), 'codegen', '--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining('--check')]);
  });
});

describe('docs/cli.md', () => {
  it('holds what the table of verbs says', async () => {
    const page = await readFile(path.join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
    expect(page.slice(page.indexOf('## '))).toBe(verbsPage());
  });

  it('has the samples understood', () => {
    const samples = verbs.flatMap(({ samples: texts }) => texts.map((text) => text.split(' ')));
    expect(samples.map((args) => parse(args)).filter((parsed) => 'show' in parsed)).toEqual([]);
  });
});
