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
