/** What a watch knows from step to step: what files define, how they looked, and what was written. */
import path from 'node:path';
import type { WorkspaceDefinition } from '../define.ts';
import { realOf } from '../files.ts';
import { type DefinitionFile, foldersOf, listFiles } from '../list.ts';
import { lockFile } from '../lock.ts';
import { acknowledgedFile } from '../lock-file.ts';
import { contractOf, warningsOf } from '../main.ts';
import { DefinitionError, type Problem } from '../problem.ts';
import { noWorkspace, workspaceOf } from '../read.ts';
import type { WorkspaceSource } from '../source.ts';
import type { Change } from '../write.ts';
import type { FreshLoader } from './loader.ts';
import { changedBetween, foldersBelow, type Looks, lookAt } from './look.ts';
import { WorkspaceMemory } from './memory.ts';
import { OutputMemory } from './outputs.ts';

/** What one step came to. */
export interface Step {
  readonly changes: readonly Change[];
  readonly warnings: readonly Problem[];
  /** Milliseconds from the first look at the files to the last one written. */
  readonly durationMs: number;
  /** Definition files that were loaded again. */
  readonly loadedCount: number;
}

export interface SessionOptions {
  /** Absolute path of the workspace. */
  readonly folder: string;
  readonly loader: FreshLoader;
}

/** One workspace, as long as it is watched. */
export class Session {
  readonly #source: WorkspaceSource;
  readonly #folder: string;
  readonly #loader: FreshLoader;
  readonly #outputs = new OutputMemory();
  readonly #memory: WorkspaceMemory;
  #config: WorkspaceDefinition | undefined;
  #files: readonly DefinitionFile[] = [];
  #looks: Looks | undefined;
  /** What changed and was not loaded yet. */
  #pending: ReadonlySet<string> = new Set();

  constructor(source: WorkspaceSource, { folder, loader }: SessionOptions) {
    this.#source = source;
    this.#folder = folder;
    this.#loader = loader;
    this.#memory = new WorkspaceMemory(folder);
  }

  /** Every folder that something may happen in. */
  async folders(): Promise<ReadonlySet<string>> {
    const below = foldersOf(this.#config ?? {}).map((folder) => foldersBelow(path.join(this.#folder, folder)));
    const around = [...this.#memory.watched].map((file) => path.dirname(file));
    return new Set([this.#folder, ...(await Promise.all(below)).flat(), ...around]);
  }

  /**
   * Generates what changed; undefined where nothing did.
   * @throws DefinitionError where definitions cannot be used; nothing is written then
   */
  async step(): Promise<Step | undefined> {
    const startMs = performance.now();
    if (!(await this.#look())) return undefined;
    const config = await this.#configured();
    this.#files = await listFiles(config, this.#folder);
    const stale = this.#memory.stale(this.#files, this.#pending);
    if (stale.length > 0) {
      const { facts, imports } = await this.#loader.load({ folder: this.#folder, files: stale });
      this.#memory.learn(facts, imports);
    }
    this.#pending = new Set();
    this.#looks = new Map([...(await lookAt(this.#watched())), ...(this.#looks ?? [])]);
    const problems: Problem[] = [];
    const files = this.#memory.facts;
    const known = await contractOf(workspaceOf({ folder: this.#folder, config, files }, problems), { problems });
    const warnings = warningsOf(known);
    const changes = await this.#outputs.write(known);
    return { changes, warnings, durationMs: performance.now() - startMs, loadedCount: stale.length };
  }

  /** Whether something looks different than it did. */
  async #look(): Promise<boolean> {
    const before = this.#looks;
    if (this.#config !== undefined) this.#files = await listFiles(this.#config, this.#folder);
    this.#looks = await lookAt(this.#watched());
    if (before === undefined) return true;
    const changed = changedBetween(before, this.#looks);
    this.#pending = new Set([...this.#pending, ...changed]);
    return changed.size > 0;
  }

  #watched(): Set<string> {
    const own = [lockFile, acknowledgedFile, ...this.#files.map(({ file }) => file)];
    return new Set([...this.#memory.watched, this.#configFile, ...own.map((file) => path.join(this.#folder, file))]);
  }

  /** For a workspace without a config file, its folder. */
  get #configFile(): string {
    return typeof this.#source === 'string' ? path.join(this.#folder, path.basename(this.#source)) : this.#folder;
  }

  async #configured(): Promise<WorkspaceDefinition> {
    if (typeof this.#source !== 'string') this.#config = this.#source.config;
    const used = this.#memory.importedBy(this.#configFile);
    if (this.#config !== undefined && ![...this.#pending].some((file) => used.has(file))) return this.#config;
    const name = path.basename((await realOf(this.#configFile)) ?? this.#configFile);
    const { config, problems, imports } = await this.#loader.load({ folder: this.#folder, config: name, files: [] });
    this.#memory.learn([], imports);
    this.#config = config;
    if (config === undefined || problems.length > 0)
      throw new DefinitionError(problems.length > 0 ? problems : [noWorkspace(name)], this.#folder);
    return config;
  }
}
