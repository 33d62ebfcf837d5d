/** Definitions without what cannot leave the process that loaded them: a schema becomes its model, a reference a name. */
import type { AnySchema, CastDefinition, MessageDefinition, ModuleDefinition } from './define.ts';
import { evaluate } from './evaluate.ts';
import { fillIn } from './fill-in.ts';
import { fingerprintOf } from './fingerprint.ts';
import { refusedAt } from './inspect.ts';
import type { Shape } from './model.ts';
import { Findings } from './problem.ts';

/** Which version of which message is meant, and what decides how it may be used. */
export interface MessageReference extends Pick<MessageDefinition, 'name' | 'version' | 'channel'> {
  readonly reply?: { readonly name: string };
}

export interface MessageFacts extends Omit<MessageDefinition, 'schema' | 'reply'>, MessageReference {
  readonly shape: Shape;
  readonly fingerprint: string;
  /** Some field of the schema is sensitive. */
  readonly hasSensitive: boolean;
}

const rights = ['publishes', 'subscribes', 'requests', 'serves'] as const;

type Rights = Readonly<Partial<Record<(typeof rights)[number], readonly MessageReference[]>>>;

export type ModuleFacts = Omit<ModuleDefinition, (typeof rights)[number]> & Rights;

/** What a cast makes of one example that its target refuses. */
export interface CastRefusal {
  /** Counts from 1. */
  readonly example: number;
  /** Empty for the payload itself. */
  readonly path: string;
}

export interface CastFacts {
  readonly from: MessageReference;
  readonly to: MessageReference;
  readonly refusals: readonly CastRefusal[];
}

/** The facts of a message; what its schema cannot say is reported below `schema`. */
export function messageFacts(definition: MessageDefinition, findings: Findings): MessageFacts {
  const { schema, reply, ...rest } = definition;
  const { shape, sensitive } = evaluate(schema, findings.at('schema'));
  return {
    ...rest,
    ...(reply === undefined ? {} : { reply: { name: reply.name } }),
    shape,
    fingerprint: fingerprintOf(shape),
    hasSensitive: sensitive,
  };
}

/** The facts of a module; what it lists and is no message is reported. */
export function moduleFacts(definition: ModuleDefinition, findings: Findings): ModuleFacts {
  const listed = rights.flatMap((right) => {
    const given: readonly (MessageDefinition | undefined)[] | undefined = definition[right];
    if (given === undefined) return [];
    const messages = given.filter((message) => message !== undefined);
    if (messages.length < given.length)
      findings
        .at(right)
        .add(
          'something that is listed is undefined',
          'Export it as defineMessage() gave it, from a file that imports no module.',
        );
    return [[right, messages.map(referenceOf)] as const];
  });
  return { ...definition, ...Object.fromEntries(listed) };
}

/** The facts of a cast, which is run on every example of the version that it starts from. */
export function castFacts({ from, to, cast }: CastDefinition): CastFacts {
  const [before, after] = [shapeOf(from.schema), shapeOf(to.schema)];
  const refusals = from.examples.flatMap((example, index): CastRefusal[] => {
    if (refusedAt(example, before) !== undefined) return [];
    const path = refusedAt(castOf(cast, fillIn(example, before)), after);
    return path === undefined ? [] : [{ example: index + 1, path }];
  });
  return { from: referenceOf(from), to: referenceOf(to), refusals };
}

function referenceOf({ name, version, channel, reply }: MessageDefinition): MessageReference {
  return {
    name,
    version,
    ...(channel === undefined ? {} : { channel }),
    ...(reply === undefined ? {} : { reply: { name: reply.name } }),
  };
}

/** What is wrong with the schema is reported where its message is. */
function shapeOf(schema: AnySchema): Shape {
  return evaluate(schema, new Findings([], { file: '', path: [] })).shape;
}

/** A cast that throws makes nothing that any version accepts. */
function castOf(cast: CastDefinition['cast'], payload: unknown): unknown {
  try {
    return cast(payload as never);
  } catch (error) {
    return error;
  }
}
