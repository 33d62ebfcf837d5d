/** Any message of a shape: what a publisher may write, at random. */
import * as fc from 'fast-check';
import type {
  FieldModel,
  FormatName,
  NumberModel,
  Shape,
  StringModel,
  TypeModel,
} from '../../tools/codegen/src/model.ts';

const formats: Readonly<Partial<Record<FormatName, fc.Arbitrary<string>>>> = {
  email: fc.integer({ min: 0 }).map((number) => `a${number}@example.org`),
  uuid: fc.uuid(),
  uri: fc.webUrl(),
  'date-time-utc': fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString()),
  'date-time': fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString()),
  date: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString().slice(0, 10)),
};

/** Fields that may be left out are; recursion ends soon. */
export function payloadsOf(shape: Shape, depth = 3): fc.Arbitrary<unknown> {
  return arbitraryOf(shape.type, shape, depth);
}

function arbitraryOf(type: TypeModel, shape: Shape, depth: number): fc.Arbitrary<unknown> {
  const inside = (inner: TypeModel): fc.Arbitrary<unknown> => arbitraryOf(inner, shape, depth);
  switch (type.kind) {
    case 'string':
      return texts(type);
    case 'number':
    case 'integer':
      return numbers(type);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'literal':
      return fc.constant(type.value);
    case 'enum':
      return fc.constantFrom(...type.values);
    case 'openEnum':
      return fc.oneof(fc.constantFrom(...type.members), fc.string());
    case 'bytes':
      return fc.uint8Array({ maxLength: Math.min(type.bytesMax ?? 64, 64) });
    case 'unknown':
      return fc.jsonValue({ maxDepth: 2 });
    case 'object':
      return fields(type.fields, inside);
    case 'array': {
      const limits = {
        minLength: type.itemsMin ?? 0,
        maxLength: Math.min(type.itemsMax ?? 5, (type.itemsMin ?? 0) + 5),
      };
      return type.unique === true ? fc.uniqueArray(inside(type.items), limits) : fc.array(inside(type.items), limits);
    }
    case 'tuple':
      return fc.tuple(...type.items.map(inside));
    case 'record':
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), inside(type.values), { maxKeys: 3 });
    case 'nullable':
      return fc.option(inside(type.of), { nil: null });
    case 'union':
      return fc.oneof(...type.members.map(inside));
    case 'tagged':
      return fc.oneof(...type.members.map((member) => inside(member.type)));
    case 'ref': {
      const target = shape.definitions[type.name];
      return target === undefined || depth <= 0 ? fc.constant({}) : arbitraryOf(target, shape, depth - 1);
    }
  }
}

function fields(
  list: readonly FieldModel[],
  inside: (type: TypeModel) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(list.map((field) => [field.name, inside(field.type)]));
  return fc.record(model, {
    requiredKeys: list.filter(({ optional }) => !optional).map(({ name }) => name),
    noNullPrototype: true,
  });
}

function texts({ lengthMin = 0, lengthMax = 40, format, patterns }: StringModel): fc.Arbitrary<string> {
  if (format !== undefined) return formats[format] ?? fc.constant('');
  const limits = { minLength: lengthMin, maxLength: Math.min(lengthMax, lengthMin + 40) };
  const [pattern] = patterns ?? [];
  if (pattern === undefined) return fc.string({ ...limits, unit: 'binary-ascii' });
  return fc.stringMatching(new RegExp(pattern)).filter(({ length }) => length >= lengthMin && length <= lengthMax);
}

function numbers({ kind, min, max, exclusiveMin, exclusiveMax, multipleOf = 1 }: NumberModel): fc.Arbitrary<number> {
  if (kind === 'integer') {
    const least = Math.ceil((min ?? -1e9) / multipleOf);
    return fc.maxSafeInteger().map((number) => {
      const span = Math.floor((max ?? least * multipleOf + 2e9) / multipleOf) - least + 1;
      return (least + (Math.abs(number) % span)) * multipleOf;
    });
  }
  const [low, high] = [exclusiveMin ?? min ?? -1e9, exclusiveMax ?? max ?? 1e9];
  const open = { minExcluded: exclusiveMin !== undefined, maxExcluded: exclusiveMax !== undefined };
  return fc.double({ min: low, max: high, ...open, noNaN: true }).map((number) => (number === 0 ? 0 : number));
}
