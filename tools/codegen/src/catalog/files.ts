/** The catalogue as a plan: every file of it, as data. */
import path from 'node:path';
import type { JsonSchema } from '../define.ts';
import type { Contract, MessageContract, ModuleContract, VersionContract } from '../model.ts';
import { outFolder, type Plan } from '../plan.ts';
import { RefusedFileError } from '../problem.ts';
import { protoFile, protoText } from '../protobuf/text.ts';
import { protoVersionOf } from '../protobuf/version.ts';
import type { Workspace } from '../read.ts';
import { marker } from '../render/frame.ts';
import { moduleDocument, systemDocument } from './asyncapi.ts';
import { documentOf } from './json-schema.ts';
import { messagePages, schemaFile } from './message-page.ts';
import { overview } from './overview.ts';
import { modulePage } from './page.ts';
import { jsonText } from './text.ts';
import { rightsOf } from './topology.ts';

/** A plan and the folder that it is for. */
export interface Output {
  readonly folder: string;
  readonly plan: Plan;
  /** Where files are that the generator may remove. */
  readonly patterns: readonly string[];
}

/**
 * The catalogue of a workspace; nothing where it has none.
 * @throws RefusedFileError where it lies inside the folder of the packages, or holds it
 */
export function catalogOutput(contract: Contract, workspace: Workspace): Output[] {
  const folder = catalogFolder(workspace);
  return folder === undefined ? [] : [{ folder, plan: planCatalog(contract), patterns: catalogPatterns }];
}

const catalogPatterns: readonly string[] = [
  'README.md',
  'asyncapi.json',
  'asyncapi/*.json',
  'messages/*.md',
  'modules/*.md',
  'proto/**/*.proto',
  'schemas/*.json',
];

/** Absolute path. */
function catalogFolder(workspace: Workspace): string | undefined {
  const { catalog } = workspace.config;
  if (catalog === undefined) return undefined;
  const folder = path.resolve(workspace.folder, catalog);
  const out = outFolder(workspace);
  const inside = (inner: string, outer: string): boolean => `${inner}${path.sep}`.startsWith(`${outer}${path.sep}`);
  if (inside(folder, out) || inside(out, folder)) {
    throw new RefusedFileError(catalog, 'lies in one place with the packages. Give the catalogue a folder of its own.');
  }
  return folder;
}

/** Text of every file of the catalogue, by path relative to its folder. */
export function planCatalog(contract: Contract): Plan {
  const json = (document: JsonSchema): string => `${jsonText(document)}\n`;
  const files: [string, string][] = [
    ['README.md', overview(contract)],
    ['asyncapi.json', json(systemDocument(contract))],
    ...contract.modules.flatMap((module): [string, string][] => [
      [`modules/${module.name}.md`, modulePage(module, contract)],
      [`asyncapi/${module.name}.json`, json(moduleDocument(module, contract))],
      [`proto/${protoFile(contract, module.name)}`, protoDocument(module, contract)],
    ]),
    ...messagePages(contract).map(([file, text]): [string, string] => [`messages/${file}`, text]),
    ...contract.messages.flatMap((message) =>
      message.versions.map((version): [string, string] => [
        `schemas/${schemaFile(message.topic, version.version)}`,
        json(schemaDocument(message, version)),
      ]),
    ),
  ];
  return new Map(files.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function protoDocument(module: ModuleContract, contract: Contract): string {
  const { messages } = contract;
  const owned = messages.filter(({ owner }) => owner === module.name);
  const versions = owned.flatMap((message) => message.versions.map((version) => protoVersionOf(message, version)));
  const others = messages.filter(({ name, owner }) => owner !== module.name && rightsOf(module, name).length > 0);
  return protoText(contract, { module, versions, others });
}

function schemaDocument({ name, topic }: MessageContract, version: VersionContract): JsonSchema {
  return {
    $comment: marker,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:myelin:${topic}:v${version.version}`,
    title: name,
    description: version.doc,
    ...(version.deprecated === undefined ? {} : { deprecated: true, 'x-deprecated': version.deprecated }),
    ...documentOf(version.shape),
    'x-fingerprint': version.fingerprint,
  };
}
