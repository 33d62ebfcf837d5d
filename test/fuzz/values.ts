/** Values of a type at random, with what breaks things: edges of numbers, odd characters, names that objects inherit. */
import type {
  FieldModel,
  FormatName,
  NumberModel,
  Shape,
  StringModel,
  TypeModel,
} from '../../tools/codegen/src/model.ts';
import type { Chance } from '../../tools/codegen/test/compare/chance.ts';

const texts: readonly string[] = [
  '',
  'a',
  'plain',
  'session-2144641057',
  'grün',
  '日本語のテキスト',
  '😀',
  '\ud800',
  'a\udc00b',
  '\u0000\u2028\ufeff',
  'x'.repeat(70),
  'é'.repeat(50),
  '__proto__',
];
const formatted: Readonly<Partial<Record<FormatName, readonly string[]>>> = {
  uuid: ['0b6f2c1e-9d4a-4c3b-8a5e-1f2d3c4b5a69', '0B6F2C1E-9D4A-4C3B-8A5E-1F2D3C4B5A69'],
  'date-time': [
    '2026-01-02T03:04:05.678Z',
    '1969-12-31T23:59:59Z',
    '2026-01-02T03:04:05+02:00',
    '0001-01-01T00:00:00.000Z',
  ],
  'date-time-utc': ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.6Z'],
  date: ['2026-02-28'],
  email: ['a@example.org'],
  ipv4: ['127.0.0.1'],
  hostname: ['example.org'],
};
const wholes: readonly number[] = [
  0,
  1,
  63,
  64,
  127,
  128,
  16_383,
  16_384,
  2 ** 28 - 1,
  2 ** 28,
  2 ** 31,
  2 ** 35,
  1_790_000_000_000,
];
const extremes: readonly number[] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1];
const reals: readonly number[] = [0, -0, 0.1, -1.5, 1e300, 5e-324, Number.MAX_VALUE, 180.5];
const names: readonly string[] = ['a', 'b', 'longer-name', '__proto__', 'constructor', 'toString', '日本'];
const DEPTH_MAX = 4;

/** Where it might be an integer, there is one zero. */
function positive(value: unknown): unknown {
  return Object.is(value, -0) ? 0 : value;
}

export class Values {
  readonly #chance: Chance;
  readonly #definitions: Shape['definitions'];

  constructor(chance: Chance, { definitions }: Shape) {
    this.#chance = chance;
    this.#definitions = definitions;
  }

  /** Mostly one that a publisher may write; patterns and rare formats are not heeded. */
  of(type: TypeModel, depth = 0): unknown {
    const chance = this.#chance;
    switch (type.kind) {
      case 'string':
        return this.#text(type);
      case 'number':
      case 'integer':
        return this.#number(type);
      case 'boolean':
        return chance.often(0.5);
      case 'null':
        return null;
      case 'literal':
        return type.value;
      case 'enum':
        return chance.pick(type.values);
      case 'openEnum':
        return chance.often(0.7) ? chance.pick(type.members) : chance.pick(texts);
      case 'bytes':
        return Uint8Array.from({ length: chance.whole(0, Math.min(type.bytesMax ?? 40, 40)) }, () =>
          chance.whole(0, 255),
        );
      case 'unknown':
        return this.#json(2);
      case 'object':
        return this.#object(type.fields, depth);
      case 'array':
        return this.#list(type.items, { depth, min: type.itemsMin ?? 0, max: type.itemsMax ?? 12 });
      case 'tuple':
        return type.items
          .slice(0, chance.whole(type.itemsMin, type.items.length))
          .map((item) => this.of(item, depth + 1));
      case 'record':
        return this.#record(() => this.of(type.values, depth + 1));
      case 'nullable':
        return chance.often(0.3) ? null : this.of(type.of, depth);
      case 'union':
        return positive(this.of(chance.pick(type.members), depth + 1));
      case 'tagged':
        return this.of(chance.pick(type.members).type, depth);
      case 'ref': {
        const target = this.#definitions[type.name];
        return target === undefined ? null : this.of(target, depth + 1);
      }
    }
  }

  #text({ lengthMin = 0, lengthMax = 200, format }: StringModel): string {
    if (format !== undefined) return this.#chance.pick(formatted[format] ?? ['']);
    const text = this.#chance.pick(texts);
    return Array.from(text.padEnd(lengthMin, 'abc')).slice(0, lengthMax).join('');
  }

  #number({ kind, min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberModel): number {
    const low = min ?? exclusiveMin ?? -Number.MAX_SAFE_INTEGER;
    const high = max ?? exclusiveMax ?? Number.MAX_SAFE_INTEGER;
    const whole = this.#chance.pick(this.#chance.often(0.1) ? extremes : wholes) * (this.#chance.often(0.3) ? -1 : 1);
    if (kind === 'number' && min === undefined && max === undefined && this.#chance.often(0.5))
      return this.#chance.pick(reals);
    const within = Math.min(Math.max(whole, low), high);
    const inside = kind === 'number' ? within : Math.trunc(within);
    const stepped = multipleOf === undefined ? inside : Math.floor(inside / multipleOf) * multipleOf;
    return stepped === 0 ? 0 : stepped;
  }

  #object(fields: readonly FieldModel[], depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const { name, type, optional } of fields) {
      if (optional && (depth >= DEPTH_MAX || this.#chance.often(0.4))) continue;
      object[name] = this.of(type, depth + 1);
    }
    return object;
  }

  #list(items: TypeModel, { depth, min, max }: { depth: number; min: number; max: number }): unknown[] {
    const most = depth >= DEPTH_MAX ? min : Math.max(min, Math.min(max, this.#chance.pick([0, 1, 3, 9, 12])));
    return Array.from({ length: this.#chance.whole(min, most) }, () => this.of(items, depth + 1));
  }

  #record(value: () => unknown): Record<string, unknown> {
    const entries = this.#chance.some(names).map((name): [string, unknown] => [name, value()]);
    return Object.fromEntries(entries);
  }

  #json(depth: number): unknown {
    const kind = this.#chance.whole(0, depth > 0 ? 6 : 4);
    if (kind === 0) return null;
    if (kind === 1) return this.#chance.often(0.5);
    if (kind === 2) return this.#chance.pick([...wholes, ...extremes, ...reals, -7, -(2 ** 53 - 1)]);
    if (kind <= 4) return this.#chance.pick(texts);
    if (kind === 5) return Array.from({ length: this.#chance.whole(0, 3) }, () => this.#json(depth - 1));
    return this.#record(() => this.#json(depth - 1));
  }
}
