/** What a schema library can express and a message cannot: the reason, and the way out. */

const noWire = (what: string): string => `${what} has no JSON form`;
const record = 'Use z.record(z.string(), …), or z.array(z.tuple([key, value])).';

/** zod's name of a construct that cannot be carried. */
export type Loss =
  | 'bigint'
  | 'catch'
  | 'changingDefault'
  | 'coerce'
  | 'custom'
  | 'date'
  | 'file'
  | 'function'
  | 'looseObject'
  | 'map'
  | 'nan'
  | 'never'
  | 'promise'
  | 'refinement'
  | 'set'
  | 'strictObject'
  | 'success'
  | 'symbol'
  | 'transform'
  | 'undefined'
  | 'void'
  | 'xor';

/** `[message, fix]` by zod's name of the construct. */
export const lost: Readonly<Record<Loss, readonly [message: string, fix: string]>> = {
  bigint: [noWire('a bigint'), 'Use z.int() where it is safe, else z.string().regex(/^-?\\d+$/).'],
  catch: ['"catch" hides invalid payloads', 'Use .default(…) for what may be left out.'],
  changingDefault: [
    'the default is another one each time',
    'Give a constant default, or fill the field in before publishing.',
  ],
  coerce: [
    'coercion changes the payload, and other languages do not know how',
    'Write the type that is sent, and convert before publishing.',
  ],
  custom: [
    'a custom schema is code, which no other version or language can read',
    'Use bytes() for binary data, openEnum() for open lists, or name the shape.',
  ],
  date: [noWire('a Date'), 'Use z.iso.datetime(), or z.int() for milliseconds.'],
  file: [noWire('a File'), 'Use bytes() for its content.'],
  function: [noWire('a function'), 'Make the question a message with a reply.'],
  looseObject: [
    'the object is open for fields that it does not name',
    'Use z.object(); put free-form data into a field of its own: z.record(z.string(), z.unknown()).',
  ],
  map: [noWire('a Map'), record],
  nan: [noWire('NaN'), 'Use z.number().nullable() for what is unknown.'],
  never: ['a value that can never be', 'Leave the field out.'],
  promise: [noWire('a Promise'), 'Await it before publishing.'],
  refinement: [
    'a refinement is code, which no other version or language can read',
    'Say it with ranges, lengths, patterns, enums or unions, or check it in the handler.',
  ],
  set: [noWire('a Set'), 'Use z.array(…).'],
  strictObject: ['readers are always open for new fields, and writers always closed', 'Use z.object().'],
  success: ['"success" is code, which no other version or language can read', 'Use z.boolean().'],
  symbol: [noWire('a symbol'), 'Use an enum of strings.'],
  transform: [
    'a transform is code, which no other version or language can read',
    'Write the type that is sent, and convert before publishing or in the handler.',
  ],
  undefined: [noWire('undefined'), 'Use .optional() on the field, or z.null().'],
  void: [noWire('undefined'), 'Use .optional() on the field, or z.null().'],
  xor: ['an exclusive union would refuse more when a member grows', 'Use z.union(), or z.discriminatedUnion().'],
};
