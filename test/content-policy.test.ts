/** SDKs work where a content security policy forbids code made from text. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('an SDK publishes, refuses and explains without making code from text', () => {
  const script = fileURLToPath(new URL('./policy/sdk.ts', import.meta.url));
  const flags = ['--disallow-code-generation-from-strings', '--conditions=@myelin/source'];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, script]);
  expect(stderr.toString()).toBe('');
  expect(JSON.parse(stdout.toString())).toEqual({
    forbidden: 'EvalError',
    received: ['Well rested.'],
    refused: 'BUS_PAYLOAD_INVALID',
    paths: ['coins'],
  });
});
