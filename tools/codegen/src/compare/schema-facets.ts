/** What the own keywords of schemas say together, kind by kind. */
import { canonicalJson } from '../canonical.ts';
import { isSchema } from '../json-schema.ts';
import { common, fractionOf, one } from './fraction.ts';
import type { Rule } from './schema-combine.ts';
import type { Place } from './schema-document.ts';
import { has, isCommonFormat, numberOf, own, propertyOf, requiredOf, typesOf } from './schema-keywords.ts';
import type { Facet, FacetBase, NumbersFacet, TextsFacet } from './term.ts';

const endless = Number.POSITIVE_INFINITY;

/** Whether one demanded field has constants of its own in each. */
export function areTagged(places: readonly Place[]): boolean {
  const schemas = places.map(({ schema }) => schema).filter(isSchema);
  if (schemas.length < places.length || schemas.some((schema) => Object.hasOwn(schema, '$ref'))) return false;
  const [first] = schemas;
  return (first === undefined ? [] : requiredOf(first)).some((name) => {
    const values = schemas.map((schema) =>
      requiredOf(schema).includes(name) && typesOf(schema)?.join() === 'object'
        ? tagsOf(propertyOf(schema, name))
        : undefined,
    );
    if (values.includes(undefined)) return false;
    const all = values.flatMap((tags) => tags ?? []);
    return new Set(all).size === all.length;
  });
}

/** Constants that a schema is made of, without compounds. */
function tagsOf(schema: unknown): readonly unknown[] | undefined {
  if (!isSchema(schema) || Object.hasOwn(schema, '$ref')) return undefined;
  const values = has(schema, 'const')
    ? [own(schema, 'const')]
    : has(schema, 'enum')
      ? (own(schema, 'enum') as unknown[])
      : undefined;
  return values?.some((value) => typeof value === 'object' && value !== null) === true ? undefined : values;
}

/** Constants that the whole term accepts; those of which it is not known apart. */
export function constantsOf({ schema }: Rule, base: FacetBase): readonly Facet[] {
  const given = has(schema, 'enum') ? (own(schema, 'enum') as readonly unknown[]) : [own(schema, 'const')];
  const values = [...new Map(given.map((value) => [canonicalJson(value), value])).values()];
  const truths = values.map((value) => base.owner.accepts(value));
  const sure = values.filter((_, index) => truths[index] === true);
  const unsure = values.filter((_, index) => truths[index] === undefined);
  const facets: Facet[] = sure.length === 0 ? [] : [{ ...base, beyond: [], kind: 'values', values: sure }];
  return unsure.length === 0
    ? facets
    : [...facets, { ...base, beyond: [...base.beyond, 'constants'], kind: 'values', values: unsure }];
}

/** The greatest value of a keyword. */
export function greatest(rules: readonly Rule[], keyword: string): number {
  return rules.reduce((most, { schema }) => Math.max(most, numberOf(schema, keyword) ?? -endless), -endless);
}

/** The least value of a keyword. */
export function least(rules: readonly Rule[], keyword: string): number {
  return rules.reduce((least, { schema }) => Math.min(least, numberOf(schema, keyword) ?? endless), endless);
}

/** Numbers that all rules allow. */
export function numbersOf(
  rules: readonly Rule[],
  base: FacetBase,
  { whole }: { readonly whole: boolean },
): NumbersFacet {
  const [min, above] = [greatest(rules, 'minimum'), greatest(rules, 'exclusiveMinimum')];
  const [max, under] = [least(rules, 'maximum'), least(rules, 'exclusiveMaximum')];
  const given = rules.map(({ schema }) => numberOf(schema, 'multipleOf')).filter((step) => step !== undefined);
  const steps = [...given.map(fractionOf), ...(whole ? [one] : [])];
  const [first, ...rest] = steps;
  return {
    ...base,
    kind: 'numbers',
    min: Math.max(min, above),
    minOpen: above >= min && above > -endless,
    max: Math.min(max, under),
    maxOpen: under <= max && under < endless,
    ...(first === undefined ? {} : { step: rest.reduce(common, first) }),
  };
}

/** Texts that all rules allow. */
export function textsOf(rules: readonly Rule[], base: FacetBase): TextsFacet {
  const words = (keyword: string): string[] => [
    ...new Set(rules.filter(({ schema }) => has(schema, keyword)).map(({ schema }) => String(own(schema, keyword)))),
  ];
  return {
    ...base,
    kind: 'texts',
    lengthMin: Math.max(0, greatest(rules, 'minLength')),
    lengthMax: least(rules, 'maxLength'),
    patterns: words('pattern'),
    formats: words('format').filter(isCommonFormat),
    formal: false,
  };
}

/** Formats on which validators differ. */
export function oddFormats(rules: readonly Rule[]): string[] {
  const formats = rules
    .filter(({ schema }) => has(schema, 'format'))
    .map(({ schema }) => String(own(schema, 'format')));
  return formats.filter((format) => !isCommonFormat(format)).map((format) => `format ${format}`);
}
