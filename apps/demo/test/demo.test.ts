import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CSV_HEADER } from '../src/capture/csv-words.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const trace = join(import.meta.dirname, '../traces/terminal-session.csv');
const folder = mkdtempSync(join(tmpdir(), 'demo-run-'));
const RUN_MS_MAX = 60_000;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The demo as a process of its own, without a terminal. `until` sends an interrupt when the output has that text. */
async function demo(argv: readonly string[], until?: string): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@myelin/source', main, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  let interrupted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
    if (until === undefined || interrupted || !texts.out.includes(until)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, ...texts };
}

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Published, delivered, dropped and dead-lettered by module and message, without what depends on the clock of the wall. */
function countsIn(out: string): string[] {
  const rows = out.split('\n').filter((line) => /^[a-z-]+ +[a-z-]+\.[a-z-]+ /.test(line));
  return rows
    .filter((row) => !/storage-status|health-check/.test(row))
    .map((row) => row.split(/ {2,}/).slice(0, -2).join(' '));
}

/** What chaos did, and what it cost. */
function storyOf(out: string): string[] {
  const from = out.lastIndexOf('module  ');
  return out
    .slice(from)
    .split('\n')
    .filter((line) => !/^(batches|latest only)|StorageStatus to/.test(line));
}

/** What a check of the conservation says that was handled of a message by a module. */
function handledIn(out: string, what: string): number {
  return Number(new RegExp(`${what}: \\d+ sent = (\\d+) handled`).exec(out)?.[1]);
}

describe('the demo', { timeout: RUN_MS_MAX }, () => {
  it('takes every row of the recording through all modules', async () => {
    const { code, out, err } = await demo(['--trace', trace, '--speed', 'max']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rowCount = Number(/input: (\d+) rows read, 0 malformed/.exec(out)?.[1]);
    expect(rowCount).toBeGreaterThan(300);
    expect(handledIn(out, 'RawEvent to storage')).toBe(rowCount);
    const flows = [
      'EventBatch to analysis-engine',
      'StateChange to gamification',
      'InterventionRequest to ai-integration',
    ];
    for (const flow of [...flows, 'AnimationCommand to cute-figurine', 'RewardEvent to storage']) {
      expect({ flow, count: handledIn(out, flow) }).toEqual({
        flow,
        count: expect.toSatisfy((count) => Number(count) > 0) as number,
      });
    }
    expect(out).toContain('conservation: ok');
  });

  it('counts the same in two runs, whatever the speed', async () => {
    const fast = countsIn((await demo(['--trace', trace, '--speed', 'max'])).out);
    const slow = countsIn((await demo(['--trace', trace, '--speed', '400'])).out);
    expect(fast.length).toBeGreaterThan(10);
    expect(slow).toEqual(fast);
  });

  it('conserves through chaos, and the same seed is the same chaos in two runs, whatever the speed', async () => {
    const runs = [];
    for (const speed of ['max', '400']) runs.push(await demo(['--trace', trace, '--speed', speed, '--chaos', '42']));
    const [fast, slow] = runs.map(({ code, out, err }) => ({ code, err, story: storyOf(out), counts: countsIn(out) }));
    expect(fast).toMatchObject({ code: 0, err: '' });
    expect(fast?.story.join('\n')).toContain('conservation: ok');
    expect(slow).toEqual(fast);
  });

  it('loses, retries and gives up under chaos, and another seed is another chaos', async () => {
    const [one, other] = [
      await demo(['--chaos', '2', '--speed', 'max']),
      await demo(['--chaos', 's12', '--speed', 'max']),
    ];
    expect(one.out).toMatch(/RawEvent to storage: .* dropped \([1-9]\d* never came, [1-9]\d* handler failed\)/);
    expect(one.out).toMatch(/EventBatch to analysis-engine: .* \+ [1-9]\d* dead-lettered/);
    // The last picture of this one is lost, and nothing comes after it that would leave a gap.
    expect(other.out).toMatch(/ScreenshotData to storage: 4 sent = 3 handled \+ 1 dropped \(1 never came\)/);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(storyOf(other.out)).not.toEqual(storyOf(one.out));
  });

  it('finishes what it has when it is interrupted', async () => {
    const { code, out } = await demo(['--trace', trace, '--speed', '20'], '/s');
    expect(code).toBe(0);
    expect(out).toContain('conservation: ok');
  });

  it('goes on past rows that cannot be read', async () => {
    const file = fileOf('mixed.csv', `${CSV_HEADER}\n0,0,NoButton,Move,1,1\nnonsense\n1,1,NoButton,Move,2,2\n`);
    const { code, out } = await demo(['--trace', file, '--speed', 'max']);
    expect(code).toBe(0);
    expect(out).toContain('input: 2 rows read, 1 malformed');
    expect(out).toContain('line 3');
  });

  it('watches the machine for a while', async () => {
    const { code, out } = await demo(['--host', '--folder', folder, '--seconds', '2']);
    expect(code).toBe(0);
    expect(handledIn(out, 'RawEvent to storage')).toBeGreaterThan(0);
  });

  it.each([
    ['a file that is not there', ['--trace', join(folder, 'absent.csv')], 'cannot read'],
    ['an empty file', ['--trace', fileOf('empty.csv', '')], 'is empty'],
    [
      'a row that cannot be read, when strict',
      ['--strict', '--trace', fileOf('bad.csv', `${CSV_HEADER}\nx\n`)],
      'line 2',
    ],
    ['an option that it does not know', ['--sped', '3'], "Unknown option '--sped'"],
    ['a speed that is none', ['--speed', 'fast'], '--speed takes a number'],
    ['the terminal where there is none', ['--terminal'], 'needs a terminal'],
  ])('ends with code 2 and a reason for %s', async (_, argv, reason) => {
    const { code, err } = await demo(argv);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(err).not.toContain('    at ');
  });
});
