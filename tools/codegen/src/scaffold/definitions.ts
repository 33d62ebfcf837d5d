/** A new message and a new module, as text that passes the generator and a formatter as it stands. */
import { camel, kebab, memberOf, pascal } from '../names.ts';

/** What a message is said to be. */
export interface MessageText {
  /** PascalCase. */
  readonly name: string;
  /** kebab-case. */
  readonly owner: string;
}

/** A message with one field, that passes the generator as it stands. */
export function messageText({ name, owner }: MessageText): string {
  return `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

export const ${memberOf(name)} = defineMessage({
  name: '${name}',
  version: 1,
  owner: '${owner}',
  doc: 'Says ${kebab(name).replaceAll('-', ' ')}.',
  guarantee: 'at-least-once',
  schema: z.object({
    id: z.string().min(1).max(64),
  }),
  examples: [{ id: 'id-1' }],
});
`;
}

/** A message whose schema stands beside it, as JSON. */
export function importedText({ name, owner, doc }: MessageText & { readonly doc?: string }): string {
  const file = kebab(name);
  return `import { defineMessage } from '@myelin/codegen/define';
import schema from './${file}.v1.json' with { type: 'json' };

export const ${memberOf(name)} = defineMessage({
  name: '${name}',
  version: 1,
  owner: '${owner}',
  doc: ${quoted(sentence(doc ?? `Says ${file.replaceAll('-', ' ')}`))},
  guarantee: 'at-least-once',
  schema,
  examples: schema.examples,
});
`;
}

/** On one line, from a capital letter to a full stop. */
function sentence(words: string): string {
  const line = words.replaceAll(/\s+/g, ' ').trim();
  const whole = /[.!?]$/.test(line) ? line : `${line}.`;
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}`;
}

/** As formatters quote it: single quotes, unless that needs more backslashes. */
function quoted(text: string): string {
  const plain = JSON.stringify(text);
  if (text.split("'").length > text.split('"').length) return plain;
  return `'${plain.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A module without messages. */
export function moduleText(name: string): string {
  return `import { defineModule } from '@myelin/codegen/define';

export const ${camel(name)} = defineModule({
  name: '${name}',
  owner: '${name}',
  doc: '${pascal(name).replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')}.',
});
`;
}
