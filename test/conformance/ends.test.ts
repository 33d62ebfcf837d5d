import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const WITHIN_MS = 8_000;

it('a process whose bus is closed ends by itself, whatever was waiting', async () => {
  const script = fileURLToPath(new URL('./ends-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@myelin/source', script], { timeout: WITHIN_MS });
  const said = text(child.stdout);
  const failed = text(child.stderr);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect({ code, signal, said: await said, failed: await failed }).toEqual({
    code: 0,
    signal: null,
    said: 'closed\n',
    failed: '',
  });
});
