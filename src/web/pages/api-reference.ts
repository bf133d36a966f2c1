/** Renders the API reference: the operations of the OpenAPI document, in groups, with fields and examples, and a search of them. */
import { type Html, hash, html, path } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';
import { renderTable } from '../parts/table.ts';
import {
  type ApiDescription,
  type DescribedOperation,
  describeType,
  exampleOf,
  jsonSchemaOf,
  type Schema,
} from '../reference/api-description.ts';

/** Longest search, in characters. */
export const maxReferenceSearch = 100;

interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly group: string;
  readonly html: Html;
  /** In lower case. */
  readonly text: string;
}

/** A row per field, nested ones as `data.token`. */
function listFields(schema: Schema | undefined, prefix = ''): readonly FieldRow[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([field, value]) => {
    const name = prefix + field;
    const nested =
      value.items?.properties === undefined
        ? listFields(value, `${name}.`)
        : listFields(value.items, `${name}[].`);
    const optional = schema?.required?.includes(field) ? '' : ' (optional)';
    return [
      { name, type: `${describeType(value)}${optional}`, description: value.description ?? '' },
      ...nested,
    ];
  });
}

function listParameters({ parameters = [] }: DescribedOperation): readonly FieldRow[] {
  return parameters.map(({ name, in: place, required = false, description, schema = {} }) => ({
    name,
    type: `${describeType(schema)}, in the ${place}${required ? '' : ' (optional)'}`,
    description: description ?? schema.description ?? '',
  }));
}

function renderFields(title: string, rows: readonly FieldRow[], id: string): Html {
  if (rows.length === 0) return html``;
  return html`<h4>${title}</h4>${renderTable({
    label: `${title} of ${id}`,
    headings: ['Field', 'Type', 'Meaning'],
    empty: '',
    rows: rows.map(({ name, type, description }) => ({
      id: `${id}-${title}-${name}`,
      cells: [html`<code>${name}</code>`, type, description],
    })),
  })}`;
}

function renderExample(title: string, schema: Schema | undefined): Html {
  if (schema === undefined) return html``;
  return html`<h4>${title}</h4><pre tabindex="0">${JSON.stringify(exampleOf(schema), null, 2)}</pre>`;
}

const needs: Readonly<Record<string, string>> = { session: 'a session', admin: 'an admin token' };

/** A sentence, or nothing where every client may call. */
function describeSecurity(security: DescribedOperation['security'] = []): string {
  const names = security.flatMap(Object.keys).map((name) => needs[name] ?? name);
  return names.length === 0 ? '' : ` Needs ${names.join(' or ')}.`;
}

/** Such as `locks` of `/api/v1/locks:acquire-many`. */
function groupOf(route: string): string {
  const [, name = 'server'] = /^\/api\/v1\/(?:repos\/\{owner\}\/\{repo\}\/)?([a-z-]+)/.exec(route) ?? [];
  return name;
}

function toEntry(route: string, method: string, operation: DescribedOperation): Entry {
  const id = operation.operationId ?? `${method}-${route}`;
  const { summary = '', security, requestBody, responses } = operation;
  const [request, answer] = [jsonSchemaOf(requestBody), jsonSchemaOf(responses?.['200'])];
  const rows = [...listParameters(operation), ...listFields(request), ...listFields(answer)];
  const statuses = Object.keys(responses ?? {}).filter((status) => status !== '200');
  const errors =
    statuses.length > 0 &&
    html`<p>On an error (${statuses.join(', ')}): <code>errorTag</code> and <code>errorMessage</code> in the same envelope.</p>`;
  return {
    ...{ id, method: method.toUpperCase(), path: route, group: groupOf(route) },
    text: [method, route, id, summary, ...rows.flatMap(({ name, description }) => [name, description])]
      .join(' ')
      .toLowerCase(),
    html: html`<section><h3 id="${id}"><code>${method.toUpperCase()} ${route}</code></h3><p>${summary}.${describeSecurity(security)}</p><details><summary>Fields and example of ${id}</summary>${[
      renderFields('Parameters', listParameters(operation), id),
      renderFields('Request', listFields(request), id),
      renderExample('Example request', request),
      renderFields('Answer', listFields(answer), id),
      renderExample('Example answer', answer),
      errors,
    ]}</details></section>`,
  };
}

export interface ApiReference {
  /** The operations that have every word of `search`. */
  render(search: string): PageContent;
}

/** Everything but the search is rendered once. */
export function createApiReference(api: ApiDescription): ApiReference {
  const entries = Object.entries(api.paths ?? {}).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => toEntry(route, method, operation)),
  );
  const intro = html`<p>${api.info.description ?? ''} <a href="${path`/openapi.json`}">OpenAPI document</a>.</p>`;
  return {
    render(search) {
      const words = search.toLowerCase().split(/\s+/);
      const found = entries.filter(({ text }) => words.every((word) => text.includes(word)));
      const groups = [...Map.groupBy(found, ({ group }) => group)];
      const form = html`<form class="filter" method="get" action="${path`/docs`}">${renderTextField({
        ...{ name: 'q', label: 'Search', value: search },
        ...{ placeholder: 'path, field or words', maxLength: maxReferenceSearch },
      })}<button>Search</button></form>`;
      const list = groups.map(
        ([group, some]) =>
          html`<li>${group}<ul>${some.map(({ id, method, path: route }) => html`<li><a href="${hash(id)}">${method} ${route}</a></li>`)}</ul></li>`,
      );
      const contents =
        found.length === 0
          ? html`<p class="empty">No operation has all of these words.</p>`
          : html`<nav aria-label="Operations"><ul>${list}</ul></nav>`;
      const body = groups.map(
        ([group, some]) => html`<h2 id="group-${group}">${group}</h2>${some.map((entry) => entry.html)}`,
      );
      return { title: api.info.title, body: html`${intro}${form}${contents}${body}` };
    },
  };
}
