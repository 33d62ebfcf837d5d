/**
 * Prints one hash over all that codegen reads, for Nx to key its cache with. Nx's own file hashes are remembered by
 * modification time in whole seconds, so a file that changes twice within a second would bring back the wrong SDKs.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

const inputs = [
  'schemas/**/*.{ts,json}',
  'examples/generate.ts',
  'examples/*/schemas/**/*.{ts,json}',
  'tools/codegen/src/**/*.ts',
  'tools/codegen/package.json',
  'packages/bus-core/package.json',
  'packages/module-sdks/*/package.json',
  'examples/*/sdks/*/package.json',
  'LICENSE',
  'package-lock.json',
];

const hash = createHash('sha256');
for (const file of globSync(inputs, { exclude: ['**/node_modules'] }).toSorted()) {
  hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
}
process.stdout.write(`${hash.digest('hex')}\n`);
