/** This machine's own activity as a source: how busy it is, and files that change below a folder. */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { extname, join } from 'node:path';
import { type Captured, type Emit, InputError, type Seen, type Source, type SourceReport } from './captured.ts';
import { cpuRatio } from './host-sample.ts';

const SAMPLE_EVERY_MS = 500;
const FOLDERS_MAX = 256;
const SKIPPED = new Set(['node_modules', '.git', 'dist']);

export interface HostOptions {
  readonly folder: string;
  /** Epoch milliseconds of the start. */
  readonly startedAt: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Ends when its signal aborts. @throws InputError where the folder cannot be read */
export function openHost(options: HostOptions): Source {
  const folders = foldersBelow(options.folder);
  return {
    session: `host-${options.startedAt}`,
    startedAt: options.startedAt,
    run: (emit, signal) => observe({ ...options, folders, emit, signal }),
  };
}

interface Watched extends HostOptions {
  readonly folders: readonly string[];
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

function observe({ signal, emit, ...options }: Watched): Promise<SourceReport> {
  const startMs = options.now();
  let rowCount = 0;
  let before = cpus();
  const pass = (seen: Seen): void => {
    const captured: Captured = { ...seen, atMs: Math.round(options.now() - startMs) };
    emit(captured);
    rowCount += 1;
  };
  return new Promise((resolve) => {
    const watchers = options.folders.map((folder) => watchFolder(folder, pass));
    const timer = setInterval(() => {
      const after = cpus();
      pass({ kind: 'resource-usage', cpuRatio: cpuRatio(before, after), loadAverage: loadavg()[0] ?? 0 });
      before = after;
    }, SAMPLE_EVERY_MS);
    const end = (): void => {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
      resolve({ rowCount, malformedCount: 0 });
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function watchFolder(folder: string, pass: (seen: Seen) => void): FSWatcher {
  const watcher = watch(folder, (change, name) => {
    const extension = extname(name ?? '')
      .slice(1, 17)
      .replace(/[^A-Za-z0-9_-]/g, '');
    pass({ kind: 'file-change', change: change === 'rename' ? 'renamed' : 'changed', extension });
  });
  // A folder that goes away takes its watcher with it; the others go on.
  return watcher.on('error', () => watcher.close());
}

/** The folder and those below it, breadth first, without what tools write; at most 256. */
function foldersBelow(folder: string): string[] {
  const found = [folder];
  try {
    for (let index = 0; index < found.length && found.length < FOLDERS_MAX; index += 1) {
      const parent = found[index] ?? folder;
      for (const entry of readdirSync(parent, { withFileTypes: true })) {
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(join(parent, entry.name));
      }
    }
  } catch (error) {
    throw new InputError(`cannot watch ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return found.slice(0, FOLDERS_MAX);
}
