/** The YAML text of the configuration file against its schema. */
import { readFileSync } from 'node:fs';
import { isRecord } from '../../base/text.ts';
import { type ServerConfigDocument, validateServerConfig } from '../../schema/generated/server-config.cjs';
import type { SchemaNode } from '../../schema/schema-place.ts';
import { type DocumentProblem, type Locate, readYamlDocument } from '../../schema/yaml-document.ts';

/** Largest configuration file, in bytes: 1,000 workspaces with room. */
const maxConfigBytes = 4 * 1024 * 1024;
const maxAliases = 100;
const schemaFile = new URL('../../../schemas/server-config.json', import.meta.url);

/** Our own file, for the messages about a document that does not fit it. */
function readSchema(): SchemaNode {
  const schema: unknown = JSON.parse(readFileSync(schemaFile, 'utf8'));
  return isRecord(schema) ? schema : {};
}

export type ConfigDocument =
  | { readonly status: 'valid'; readonly document: ServerConfigDocument; readonly locate: Locate }
  | { readonly status: 'invalid'; readonly problems: readonly DocumentProblem[] };

export function readConfigDocument(text: string): ConfigDocument {
  const read = readYamlDocument(text, {
    validator: validateServerConfig,
    maxBytes: maxConfigBytes,
    maxAliases,
    readSchema,
  });
  if (read.status === 'invalid') return read;
  // The validator has just said that it is one.
  return { status: 'valid', document: read.data as ServerConfigDocument, locate: read.locate };
}
