/** What differs between two types, as a walk over both finds it. Whether it breaks anything is decided afterwards. */
import type { Shape, TypeModel } from '../model.ts';
import type { Place } from './place.ts';

/** What is written at a place, and what is read there; without a reader, whatever is written is refused. */
export interface Part {
  readonly writes: TypeModel;
  readonly reads?: TypeModel;
}

export interface Change {
  /** Id of the rule; with `aspect`, `-widened`, `-narrowed` or `-changed` follows. */
  readonly rule: string;
  readonly aspect?: true;
  readonly place: Place;
  readonly message: string;
  /** What may break for a new subscriber of old messages. */
  readonly backward?: Part;
  /** What may break for an old subscriber of new messages. */
  readonly forward?: Part;
  /** What it is where nothing breaks. @default 'COMPATIBLE' */
  readonly category?: 'DATA_LOSS' | 'SEMANTIC' | 'DOC';
  /** What was there and what is there now. */
  readonly stamp: unknown;
}

/** The walk that a part of it goes on with. */
export interface Walk {
  readonly old: Shape;
  readonly next: Shape;
  add(change: Change): void;
  types(pair: Pair, place: Place): void;
}

/** Two types at one place. */
export interface Pair<Type = TypeModel> {
  readonly old: Type;
  readonly next: Type;
}

/** Both directions of a change of the whole type. */
export function bothWays({ old, next }: Pair): { readonly backward: Part; readonly forward: Part } {
  return { backward: { writes: old, reads: next }, forward: { writes: next, reads: old } };
}
