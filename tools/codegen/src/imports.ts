/** Which file imports which, seen while they are loaded. */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** One file that imports another; absolute paths. The other need not be there. */
export type Import = readonly [importer: string, imported: string];

/**
 * Notes every import of this thread from now on, until it is disposed of: files alone, not what is built into Node.
 * Modules that a test runner loads in its own way are not seen.
 */
export class ImportTrace implements Disposable {
  readonly #imports = new Map<string, Set<string>>();
  readonly #hooks: { deregister(): void };

  constructor() {
    this.#hooks = registerHooks({
      resolve: (specifier, context, next) => {
        try {
          const found = next(specifier, context);
          this.#note(context.parentURL, found.url);
          return found;
        } catch (error) {
          if (/^\.{1,2}\//.test(specifier)) this.#note(context.parentURL, new URL(specifier, context.parentURL).href);
          throw error;
        }
      },
    });
  }

  /** Every import so far. */
  imports(): Import[] {
    return [...this.#imports].flatMap(([importer, all]) => [...all].map((imported): Import => [importer, imported]));
  }

  [Symbol.dispose](): void {
    this.#hooks.deregister();
  }

  #note(importer: string | undefined, imported: string): void {
    if (importer?.startsWith('file:') !== true || !imported.startsWith('file:')) return;
    const [from, to] = [fileURLToPath(importer), fileURLToPath(imported)];
    const known = this.#imports.get(from) ?? new Set();
    this.#imports.set(from, known.add(to));
  }
}
