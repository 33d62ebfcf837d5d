/** The payloads' JSON Schemas: as much of the language as the messages of the benchmark use. */
import { readFile } from 'node:fs/promises';
import { type PayloadKind, payloads } from './payloads.ts';

export interface JsonSchema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** As the catalogue has it. */
export async function jsonSchemaOf(kind: PayloadKind): Promise<JsonSchema> {
  const file = new URL(`../../docs/catalog/schemas/${payloads[kind].topic}.v1.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as JsonSchema;
}
