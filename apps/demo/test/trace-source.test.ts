import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Captured, InputError } from '../src/capture/captured.ts';
import { CSV_HEADER } from '../src/capture/csv-words.ts';
import { createRecorder } from '../src/capture/recorder.ts';
import { openTrace, sessionName } from '../src/capture/trace-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-trace-'));
let fileCount = 0;

function fileOf(text: string): string {
  fileCount += 1;
  const file = join(folder, `trace-${fileCount}.csv`);
  writeFileSync(file, text);
  return file;
}

function openAtMax(file: string, strict = false) {
  return openTrace({ file, speed: 'max', strict, burst: () => 0, now: () => 0 });
}

async function read(file: string, strict = false) {
  const source = await openAtMax(file, strict);
  const events: Captured[] = [];
  const report = await source.run((event) => events.push(event), new AbortController().signal);
  return { events, report };
}

describe('the trace reader', () => {
  it('passes on every row in order, times that repeat or step back included', async () => {
    const file = fileOf(`${CSV_HEADER}\n1,1,NoButton,Move,1,1\n1,1,NoButton,Move,2,2\n0.5,1,NoButton,Move,3,3\n`);
    const { events, report } = await read(file);
    expect(events.map((event) => event.atMs)).toEqual([1_000, 1_000, 500]);
    expect(report).toEqual({ rowCount: 3, malformedCount: 0 });
  });

  it('reads files with a byte order mark, Windows line ends, and no end of the last line', async () => {
    const { report } = await read(fileOf(`\uFEFF${CSV_HEADER}\r\n0,0,NoButton,Move,1,1\r\n1,1,NoButton,Move,2,2`));
    expect(report.rowCount).toBe(2);
  });

  it('counts rows that cannot be read and tells the line of the first', async () => {
    const file = fileOf(
      `${CSV_HEADER}\n0,0,NoButton,Move,1,1\nnonsense\n\n2,2,NoButton,Jump,1,1\n3,3,NoButton,Move,1,1\n`,
    );
    const { report } = await read(file);
    expect(report).toEqual({
      rowCount: 2,
      malformedCount: 2,
      firstProblem: `${file}, line 3: expected 6 fields, found 1`,
    });
  });

  it('ends at the first such row when it is strict', async () => {
    const file = fileOf(`${CSV_HEADER}\n0,0,NoButton,Move,1,1\nnonsense\n`);
    await expect(read(file, true)).rejects.toThrow(`${file}, line 3: expected 6 fields`);
  });

  it('refuses a file that is not there', async () => {
    await expect(openAtMax(join(folder, 'absent.csv'))).rejects.toThrow(InputError);
  });

  it('refuses a folder', async () => {
    await expect(openAtMax(folder)).rejects.toThrow('is a folder');
  });

  it('refuses an empty file', async () => {
    await expect(openAtMax(fileOf(''))).rejects.toThrow('is empty');
  });

  it('refuses a file without rows', async () => {
    await expect(read(fileOf(`${CSV_HEADER}\n`))).rejects.toThrow('has a header but no rows');
  });

  it('refuses a file of something else at its first line', async () => {
    await expect(openAtMax(fileOf('time,x,y\n1,2,3\n'))).rejects.toThrow('line 1: expected the header');
  });

  it('refuses a file of which no row can be read', async () => {
    await expect(read(fileOf(`${CSV_HEADER}\nnonsense\n`))).rejects.toThrow('no row can be read');
  });

  it('does not keep a line that never ends', async () => {
    const { report } = await read(fileOf(`${CSV_HEADER}\n0,0,NoButton,Move,1,1\n${'x'.repeat(200_000)}\n`));
    expect(report.malformedCount).toBe(1);
  });

  it('stops where it is asked to', async () => {
    const source = await openAtMax(fileOf(`${CSV_HEADER}\n${'0,0,NoButton,Move,1,1\n'.repeat(10)}`));
    const stop = new AbortController();
    const report = await source.run(() => stop.abort(), stop.signal);
    expect(report.rowCount).toBe(1);
  });

  it('makes a session id of the name of the file', () => {
    expect(sessionName('traces/My session (1).csv')).toBe('My-session--1-');
    expect(sessionName('.csv')).toBe('trace');
  });
});

describe('the recorder', () => {
  it('writes what the reader reads', async () => {
    const file = join(folder, 'recorded.csv');
    const recorder = createRecorder(file);
    const events: Captured[] = [
      { kind: 'mouse-move', atMs: 0, x: 1, y: 2 },
      { kind: 'keystroke', atMs: 80 },
    ];
    for (const event of events) recorder.write(event);
    recorder.close();
    expect((await read(file)).events).toEqual(events);
  });

  it('writes rows while it goes on, not only at the end', () => {
    const file = join(folder, 'going-on.csv');
    const recorder = createRecorder(file);
    for (let index = 0; index < 100; index += 1) recorder.write({ kind: 'keystroke', atMs: index });
    const before = readFileSync(file, 'utf8').split('\n').length;
    recorder.close();
    expect(before).toBeGreaterThan(50);
  });

  it('refuses a file that cannot be written', () => {
    expect(() => createRecorder(join(folder, 'no', 'such', 'folder.csv'))).toThrow(InputError);
  });
});
