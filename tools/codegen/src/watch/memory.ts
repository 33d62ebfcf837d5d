/** What is known of every definition file of a workspace, and which of them must be loaded again after a change. */
import path from 'node:path';
import type { Import } from '../imports.ts';
import type { DefinitionFile } from '../list.ts';
import type { FileFacts } from '../load.ts';

/** Absolute paths throughout. */
export class WorkspaceMemory {
  readonly #folder: string;
  #files: readonly DefinitionFile[] = [];
  readonly #facts = new Map<string, FileFacts>();
  readonly #imports = new Map<string, ReadonlySet<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every file that is loaded, definitions and what they import. */
  get watched(): ReadonlySet<string> {
    const files = new Set(this.#files.map(({ file }) => this.#path(file)));
    for (const [importer, imported] of this.#imports) for (const file of [importer, ...imported]) files.add(file);
    return files;
  }

  /** A file and all that it imports, directly or not. */
  importedBy(file: string): ReadonlySet<string> {
    return this.#reach([file], this.#imports);
  }

  /** Facts of all files, in their order. */
  get facts(): readonly FileFacts[] {
    return this.#files.flatMap(({ file }) => this.#facts.get(this.#path(file)) ?? []);
  }

  /**
   * Takes the files that there are now, and answers those that must be loaded together: new ones, what changed or was
   * broken, whatever imports such a file, and the definitions that these import.
   */
  stale(files: readonly DefinitionFile[], changed: ReadonlySet<string>): DefinitionFile[] {
    this.#files = files;
    const all = new Map(files.map((file) => [this.#path(file.file), file]));
    for (const file of this.#facts.keys()) if (!all.has(file)) this.#facts.delete(file);
    const isStale = (file: string): boolean => {
      const facts = this.#facts.get(file);
      return changed.has(file) || facts === undefined || facts.problems.length > 0;
    };
    const affected = this.#reach([...changed, ...[...all.keys()].filter(isStale)], this.#importers());
    const together = this.#reach(
      [...affected].filter((file) => all.has(file)),
      this.#imports,
    );
    return files.filter(({ file }) => together.has(this.#path(file)));
  }

  /** Takes what was loaded. */
  learn(facts: readonly FileFacts[], imports: readonly Import[]): void {
    for (const one of facts) this.#facts.set(this.#path(one.file), one);
    for (const [importer, all] of Map.groupBy(imports, ([from]) => from))
      if (!importer.includes(`${path.sep}node_modules${path.sep}`))
        this.#imports.set(importer, new Set(all.map(([, imported]) => imported)));
  }

  #importers(): Map<string, Set<string>> {
    const importers = new Map<string, Set<string>>();
    for (const [importer, imported] of this.#imports)
      for (const file of imported) importers.set(file, (importers.get(file) ?? new Set()).add(importer));
    return importers;
  }

  #reach(from: readonly string[], steps: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
    const reached = new Set(from);
    // A set that grows while it is walked gives what was added as well.
    for (const file of reached) for (const next of steps.get(file) ?? []) reached.add(next);
    return reached;
  }

  #path(file: string): string {
    return path.join(this.#folder, file);
  }
}
