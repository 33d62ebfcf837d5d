/** What a payload may be before anybody looks at its meaning: its size and depth; and that nobody changes it later. */

/** What a payload may take, as JSON text would. */
export interface PayloadLimits {
  readonly bytesMax: number;
  readonly depthMax: number;
}

const NUMBER_BYTES = 24;
const PUNCTUATION_BYTES = 4;

/**
 * Which limit a payload breaks. Stops at the limit, so its cost is bounded by it whatever the payload; a cycle breaks
 * the depth limit. Getters that throw let their error through.
 */
export function brokenLimit(payload: unknown, limits: PayloadLimits): 'bytes' | 'depth' | undefined {
  const meter = { left: limits.bytesMax };
  return measure(payload, limits.depthMax, meter);
}

/** What a payload takes, as JSON text would, counted by the same rules. */
export function payloadBytes(payload: unknown, depthMax: number): number {
  const meter = { left: Number.MAX_SAFE_INTEGER };
  measure(payload, depthMax, meter);
  return Number.MAX_SAFE_INTEGER - meter.left;
}

interface Meter {
  left: number;
}

function measure(value: unknown, depthLeft: number, meter: Meter): 'bytes' | 'depth' | undefined {
  meter.left -= scalarBytes(value);
  if (meter.left < 0) return 'bytes';
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (depthLeft <= 0) return 'depth';
  return Array.isArray(value) ? measureItems(value, depthLeft, meter) : measureFields(value, depthLeft, meter);
}

function measureItems(items: readonly unknown[], depthLeft: number, meter: Meter): 'bytes' | 'depth' | undefined {
  for (const item of items) {
    const broken = measure(item, depthLeft - 1, meter);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function measureFields(fields: object, depthLeft: number, meter: Meter): 'bytes' | 'depth' | undefined {
  for (const name of Object.keys(fields)) {
    meter.left -= name.length + PUNCTUATION_BYTES;
    const broken = measure((fields as Record<string, unknown>)[name], depthLeft - 1, meter);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function scalarBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + PUNCTUATION_BYTES;
  if (typeof value === 'number') return NUMBER_BYTES;
  return ArrayBuffer.isView(value) ? Math.ceil((value.byteLength * 4) / 3) : PUNCTUATION_BYTES;
}

/** Freezes a payload through and through; binary data cannot be frozen and is left. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
