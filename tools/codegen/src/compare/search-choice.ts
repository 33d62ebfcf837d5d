/** A compound value is outside of several sets when each of them refuses it at some place. Who is refused where is a choice. */
import { type Answer, none } from './term.ts';

export interface Choice<Place, Other> {
  readonly others: readonly Other[];
  /** Places where a value of the facet may be refused by one of the others. */
  readonly placesOf: (other: Other) => readonly Place[];
  /** A value that is refused at each place by all that were put there. */
  readonly build: (groups: ReadonlyMap<Place, readonly Other[]>) => Answer;
  /** False where the work is used up. */
  readonly spend: (work: number) => boolean;
}

/** Tries every way to put the others onto places, until one can be built. */
export function choose<Place, Other>({ others, placesOf, build, spend }: Choice<Place, Other>): Answer {
  const options: { readonly other: Other; readonly places: readonly Place[] }[] = [];
  for (const other of others) {
    const places = placesOf(other);
    if (places.length === 0) return none;
    options.push({ other, places });
  }
  options.sort((left, right) => left.places.length - right.places.length);
  const groups = new Map<Place, Other[]>();
  let result: Answer = none;
  const put = (index: number): boolean => {
    const option = options[index];
    if (!spend(1)) result = { kind: 'unknown', why: 'the comparison is too large' };
    else if (option === undefined) {
      const answer = build(groups);
      if (answer.kind !== 'none') result = answer;
      return answer.kind === 'found';
    }
    return option?.places.some((place) => spend(0) && putAt(place, option.other, index)) ?? false;
  };
  const putAt = (place: Place, other: Other, index: number): boolean => {
    const before = groups.get(place);
    groups.set(place, [...(before ?? []), other]);
    const done = put(index + 1);
    if (before === undefined) groups.delete(place);
    else groups.set(place, before);
    return done;
  };
  put(0);
  return result;
}
