/** Renders the OpenAPI document as one HTML page without a script: it is read, printed and searched anywhere. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}
interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}
export interface ApiDescription {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'code{background:#8882;padding:.1em .3em;border-radius:.2em}table{border-collapse:collapse;width:100%}' +
  'td,th{border-top:1px solid #8886;padding:.3rem;text-align:left;vertical-align:top}:root{color-scheme:light dark}';

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.items !== undefined) return `${typeOf(schema.items)}[]`;
  return [schema.type ?? 'any'].flat().join(' | ');
}

/** A row per field, nested ones as `data.token`. */
function fieldRows(schema: Schema, prefix = ''): string {
  return Object.entries(schema.properties ?? {})
    .map(([name, field]) => {
      const path = prefix + name;
      const nested =
        field.items?.properties === undefined
          ? fieldRows(field, `${path}.`)
          : fieldRows(field.items, `${path}[].`);
      const required = schema.required?.includes(name) ? '' : ' (optional)';
      return `<tr><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(typeOf(field))}${required}</td><td>${escapeHtml(field.description ?? '')}</td></tr>${nested}`;
    })
    .join('');
}

function renderContent(title: string, content: Content | undefined): string {
  const schema = content?.content?.['application/json']?.schema;
  if (schema === undefined) return '';
  return `<h3>${escapeHtml(title)}</h3><table><tr><th>Field</th><th>Type</th><th></th></tr>${fieldRows(schema)}</table>`;
}

const needs: Readonly<Record<string, string>> = { session: 'a session', admin: 'an admin token' };

/** A sentence, or nothing where anybody may call. */
function describeSecurity(security: Operation['security'] = []): string {
  const names = security.flatMap(Object.keys).map((name) => needs[name] ?? name);
  return names.length === 0 ? '' : ` Needs ${names.join(' or ')}.`;
}

function renderOperation(path: string, method: string, operation: Operation): string {
  const statuses = Object.keys(operation.responses ?? {}).filter((status) => status !== '200');
  return [
    `<h2 id="${escapeHtml(operation.operationId ?? path)}"><code>${escapeHtml(method.toUpperCase())} ${escapeHtml(path)}</code></h2>`,
    `<p>${escapeHtml(operation.summary ?? '')}.${describeSecurity(operation.security)}</p>`,
    renderContent('Request', operation.requestBody),
    renderContent('Answer 200', operation.responses?.['200']),
    statuses.length === 0
      ? ''
      : `<p>On an error (${escapeHtml(statuses.join(', '))}): <code>errorTag</code> and <code>errorMessage</code> in the same envelope.</p>`,
  ].join('');
}

export function renderDocsPage(api: ApiDescription): string {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => renderOperation(path, method, operation)),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(api.info.title)}</title><style>${style}</style><h1>${escapeHtml(api.info.title)}</h1><p>${escapeHtml(api.info.description ?? '')} <a href="/openapi.json">OpenAPI document</a>.</p>${operations.join('')}</html>\n`;
}
