/** Bytes that something happened to. */
import type { Chance } from '../../tools/codegen/test/compare/chance.ts';

const HEAD_BYTES = 13;
const odd: readonly number[] = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 4, 8];

/** A few bytes are changed, lost, doubled or put in; or everything behind the head is by chance. */
export function damaged(bytes: Uint8Array, chance: Chance): Uint8Array {
  if (chance.often(0.1)) return noise(bytes, chance, chance.often(0.8) ? HEAD_BYTES : 0);
  let now = [...bytes];
  for (let times = chance.whole(1, 3); times > 0; times--) now = hurt(now, chance);
  return Uint8Array.from(now);
}

function noise(bytes: Uint8Array, chance: Chance, keep: number): Uint8Array {
  const more = Array.from({ length: chance.whole(0, 200) }, () => chance.whole(0, 255));
  return Uint8Array.from([...bytes.subarray(0, keep), ...more]);
}

function hurt(bytes: readonly number[], chance: Chance): number[] {
  const at = chance.whole(0, Math.max(0, bytes.length - 1));
  const length = chance.whole(1, 8);
  const [before, after] = [bytes.slice(0, at), bytes.slice(at)];
  switch (chance.whole(0, 5)) {
    case 0:
      return [...before, (after[0] ?? 0) ^ (1 << chance.whole(0, 7)), ...after.slice(1)];
    case 1:
      return [...before, chance.pick(odd), ...after.slice(1)];
    case 2:
      return before;
    case 3:
      return [...before, ...after.slice(length)];
    case 4:
      return [...before, ...after.slice(0, length), ...after];
    default:
      return [...before, ...Array.from({ length }, () => chance.whole(0, 255)), ...after];
  }
}
