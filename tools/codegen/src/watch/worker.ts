/** Loads schema files in a thread of its own: modules and ids of schemas are known to one thread alone, and end with it. */
import { parentPort } from 'node:worker_threads';
import type { WorkspaceDefinition } from '../define.ts';
import { type Import, ImportTrace } from '../imports.ts';
import type { DefinitionFile } from '../list.ts';
import { type FileFacts, loadConfig, loadFiles } from '../load.ts';
import type { Problem } from '../problem.ts';

/** What to load; files are relative to the folder. */
export interface LoadRequest {
  readonly folder: string;
  /** A config file, where that is wanted. */
  readonly config?: string;
  readonly files: readonly DefinitionFile[];
}

export interface LoadReply {
  readonly config?: WorkspaceDefinition;
  /** What is wrong with the config file. */
  readonly problems: readonly Problem[];
  readonly facts: readonly FileFacts[];
  readonly imports: readonly Import[];
}

const trace = new ImportTrace();

async function answer({ folder, config: file, files }: LoadRequest): Promise<LoadReply> {
  const problems: Problem[] = [];
  const config = file === undefined ? undefined : await loadConfig(file, { folder, problems });
  const facts = await loadFiles(files, folder);
  return { ...(config === undefined ? {} : { config: { ...config } }), problems, facts, imports: trace.imports() };
}

// What goes wrong here ends the thread, and its owner is told.
parentPort?.once('message', (request: LoadRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
