/** The parts of an OpenAPI document that the reference shows, and examples made of its schemas. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
}

export interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

export interface DescribedOperation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}

export interface ApiDescription {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

export function jsonSchemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json']?.schema;
}

export function describeType(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeType).join(' | ');
  if (schema.items !== undefined) return `${describeType(schema.items)}[]`;
  return [schema.type ?? 'any'].flat().join(' | ');
}

/** Deepest object in an example. */
const maxDepth = 8;

function exampleOfText({ format }: Schema, name: string): string {
  if (format === 'date-time') return '2026-11-25T08:00:00Z';
  if (/^repo(sitory)?$/.test(name)) return 'acme/infra';
  if (/sha$/i.test(name)) return '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c';
  return name === '' ? 'text' : name;
}

/** A value that fits, of the fields that are required or, where none is, of all. */
export function exampleOf(schema: Schema, name = '', depth = 0): unknown {
  if (schema.examples !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.anyOf ?? [];
  if (first !== undefined) return exampleOf(first, name, depth);
  if (depth > maxDepth) return null;
  if (schema.properties !== undefined) {
    const required = new Set(schema.required ?? Object.keys(schema.properties));
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([field]) => required.has(field))
        .map(([field, value]) => [field, exampleOf(value, field, depth + 1)]),
    );
  }
  if (schema.items !== undefined) return [exampleOf(schema.items, name, depth + 1)];
  const [type] = [schema.type ?? 'string'].flat();
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  return type === 'object' ? {} : type === 'null' ? null : exampleOfText(schema, name);
}
