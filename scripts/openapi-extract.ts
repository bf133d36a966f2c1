/**
 * Extracts response schemas from GitHub's published API description, structure only, for the operations that the simulator
 * serves. Tests validate the simulator's responses with them. The package is 385 MiB unpacked, so it is not a dependency:
 * this script downloads it.
 *
 * Usage: `node scripts/openapi-extract.ts [path to api.github.com.json]`. Without a path, it downloads the pinned package.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes } from '../src/simulator/routes.ts';

const packageName = '@octokit/openapi@23.0.2';
const description = 'package/generated/api.github.com.json';
const outFile = resolve(fileURLToPath(import.meta.url), '../../test/support/github-openapi/description.json');

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Keywords about structure. Descriptions, examples and formats are omitted. */
const plainKeywords = [
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
];

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

function readDescription(path: string): JsonObject {
  const value: Json = JSON.parse(readFileSync(path, 'utf8'));
  if (!isObject(value)) throw new Error(`${path} is not a JSON object`);
  return value;
}

function fetchDescription(): JsonObject {
  const given = process.argv[2];
  if (given !== undefined) return readDescription(given);
  const directory = mkdtempSync(join(tmpdir(), 'github-openapi-'));
  try {
    const run = (tool: string, args: string[]) =>
      execFileSync(tool, args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const archive = run('npm', ['pack', '--silent', packageName]).trim().split('\n').at(-1) ?? '';
    run('tar', ['-xzf', archive, description]);
    return readDescription(join(directory, description));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Correction {
  /** Path from the root of the description to a schema that should be `anyOf`. */
  readonly at: readonly string[];
  /** The keyword in the description. */
  readonly says: 'allOf' | 'oneOf';
  /** Evidence for the correction. */
  readonly reason: string;
}

const jsonOf = (status: string) => ['responses', status, 'content', 'application/json', 'schema'];

/** Corrections for schemas that no response of GitHub can match. */
const corrections: readonly Correction[] = [
  {
    at: ['paths', '/app/installations', 'get', ...jsonOf('200'), 'items', 'properties', 'account'],
    says: 'allOf',
    reason: 'An account is a user or an enterprise, never both; apps/get-installation says anyOf.',
  },
  {
    at: ['paths', '/repos/{owner}/{repo}/git/blobs', 'post', ...jsonOf('422')],
    says: 'oneOf',
    reason: 'Of the two errors the second requires nothing, so that each of the first is both.',
  },
];

/** Changes `description`. Throws if a correction is no longer needed, so that it gets removed. */
function correctDescription(description: JsonObject): JsonObject {
  for (const { at, says, reason } of corrections) {
    const schema = member(description, ...at);
    const parts = isObject(schema) ? schema[says] : undefined;
    if (!isObject(schema) || parts === undefined)
      throw new Error(`GitHub's description has changed at ${at.join(' ')}. Is this still right? ${reason}`);
    delete schema[says];
    schema['anyOf'] = parts;
  }
  return description;
}

const api = correctDescription(fetchDescription());
const components = new Map<string, Json>();

/** OpenAPI 3.0 has `nullable` where JSON Schema has a type of its own. */
function makeNullable(schema: JsonObject): JsonObject {
  const { type } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema['enum']) ? { enum: [...new Set([...schema['enum'], null])] } : {};
  return { ...schema, ...values, type: [type, 'null'] };
}

function reference(pointer: string): JsonObject {
  const name = pointer.replace('#/components/schemas/', '');
  if (!components.has(name)) {
    components.set(name, {});
    components.set(name, convert(member(api, 'components', 'schemas', name)));
  }
  return { $ref: `#/components/${name}` };
}

function convertEach(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, convert(schema)]));
}

function convert(schema: Json | undefined): Json {
  if (!isObject(schema)) return schema ?? true;
  if (typeof schema['$ref'] === 'string') return reference(schema['$ref']);
  const out: JsonObject = {};
  if (schema['type'] !== undefined) out['type'] = schema['type'];
  for (const keyword of plainKeywords) {
    if (schema[keyword] !== undefined) out[keyword] = schema[keyword];
  }
  if (isObject(schema['properties'])) out['properties'] = convertEach(schema['properties']);
  for (const keyword of ['items', 'additionalProperties', 'not']) {
    if (schema[keyword] !== undefined) out[keyword] = convert(schema[keyword]);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) out[keyword] = parts.map(convert);
  }
  return schema['nullable'] === true ? makeNullable(out) : out;
}

/** The schema of a response's JSON, whichever media types it comes in; `undefined` when it has none. */
function responseSchema(response: Json | undefined): Json | undefined {
  const pointer = member(response, '$ref');
  if (typeof pointer === 'string') {
    return responseSchema(member(api, 'components', 'responses', pointer.split('/').at(-1) ?? ''));
  }
  const content = member(response, 'content');
  if (!isObject(content)) return undefined;
  const schemas = Object.entries(content)
    .filter(([type]) => /json|vnd\.github\.object/.test(type) && !type.includes('scim'))
    .map(([, media]) => convert(member(media, 'schema')));
  return schemas.length > 1 ? { anyOf: schemas } : schemas[0];
}

function findOperation(id: string): { readonly address: string; readonly operation: Json } {
  for (const [path, methods] of Object.entries(member(api, 'paths') ?? {})) {
    for (const [method, operation] of Object.entries(isObject(methods) ? methods : {})) {
      if (member(operation, 'operationId') === id)
        return { address: `${method.toUpperCase()} ${path}`, operation };
    }
  }
  throw new Error(`GitHub's description has no operation ${id}.`);
}

function extractOperation(id: string): JsonObject {
  const { address, operation } = findOperation(id);
  const responses = Object.entries(member(operation, 'responses') ?? {}).map(
    ([status, response]) => [status, responseSchema(response) ?? null] as const,
  );
  return { address, responses: Object.fromEntries(responses) };
}

/** One line per entry: small, and a change shows where it is. */
function render(entries: readonly (readonly [string, Json])[]): string {
  return entries.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');
}

const ids = routes
  // GitHub serves some addresses that its description leaves out.
  .filter(({ surface, id }) => surface === 'api' && !id.startsWith('undocumented/'))
  .map(({ id }) => id)
  .sort();
const operations = [...new Set(ids)].map((id) => [id, extractOperation(id)] as const);
reference('#/components/schemas/basic-error');
const schemas = [...components].sort(([left], [right]) => (left < right ? -1 : 1));
writeFileSync(
  outFile,
  `{\n  "source": "${packageName}",\n  "operations": {\n${render(operations)}\n  },\n  "components": {\n${render(schemas)}\n  }\n}\n`,
);
console.log(
  `${operations.length} operations, ${schemas.length} schemas, ${readFileSync(outFile).length} bytes`,
);
