/** A process that closes on signals, started by a test with what its handler does: `returns`, `hangs`. */
import { createBus } from '../../src/index.ts';
import { connectNotes, contract, reliable } from './bus.ts';

const bus = createBus({ drainTimeoutMs: process.argv[2] === 'hangs' ? 300 : 10_000 });
bus.closeOnSignals();
const { note } = await connectNotes(bus, contract('notes.note', reliable));
let finish: () => void = () => undefined;
note.subscribe(
  () =>
    new Promise<void>((resolve) => {
      finish = resolve;
      console.log('handling');
    }),
  { ackTimeoutMs: 60_000 },
);
await note.publish({});
process.stdin.resume(); // stays until it is told to go
process.on('SIGTERM', () => {
  if (process.argv[2] === 'returns') setImmediate(finish);
});
