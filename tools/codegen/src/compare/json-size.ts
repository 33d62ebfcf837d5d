/** How deep and how large JSON is, measured before anything walks over it. */
import { isSchema } from '../json-schema.ts';

/** Deeper documents are not compared. */
const depthMax = 400;
/** Parts of a value. */
const valuesMax = 300_000;
/** Parts of a schema, counted as often as references repeat them. */
const partsMax = 50_000;

/** Looks at every level without recursion, so that no depth can break it. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
  }
  return false;
}

/** Whether a value has more parts than anyone would write out; parts that stand in several places count at each. */
export function isHuge(value: unknown): boolean {
  let parts = 0;
  const open = [value];
  for (let item = open.pop(); item !== undefined && parts <= valuesMax; item = open.pop()) {
    parts++;
    if (typeof item === 'object' && item !== null && !(item instanceof Uint8Array))
      for (const inner of Object.values(item) as unknown[]) open.push(inner);
  }
  return parts > valuesMax;
}

/** Whether a schema is too large once its references are written out. Not for what is too deep. */
export function isTooLarge(root: unknown): boolean {
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null || open.has(value)) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.size > depthMax * 4) return partsMax + 1;
    open.add(value);
    const inner = Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 1);
    const size =
      inner + (isSchema(value) && typeof value['$ref'] === 'string' ? sizeOf(pointed(root, value['$ref'])) : 0);
    open.delete(value);
    sizes.set(value, size);
    return size;
  };
  return sizeOf(root) > partsMax;
}

function pointed(root: unknown, pointer: string): unknown {
  let target = root;
  for (const segment of pointer.split('/').slice(1)) {
    const known = typeof target === 'object' && target !== null && Object.hasOwn(target, segment);
    target = known ? (target as Readonly<Record<string, unknown>>)[segment] : undefined;
  }
  return target;
}
