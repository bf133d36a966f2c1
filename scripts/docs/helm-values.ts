/** The table of the values of the Helm chart: descriptions from its schema, defaults from its values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../src/base/text.ts';
import { table } from './regions.ts';

/** Longest default that is printed. */
const maxDefaultLength = 60;

function renderDefault(value: unknown): string {
  if (value === undefined || value === '') return '';
  const text = JSON.stringify(value);
  return text.length > maxDefaultLength ? 'see values.yaml' : `\`${text.replaceAll('|', '\\|')}\``;
}

/** A row for each value. A map whose keys the user chooses is one value. */
function rowsOf(schema: unknown, defaults: unknown, path: string): string[][] {
  if (!isRecord(schema)) return [];
  const { properties, additionalProperties, description } = schema;
  if (isRecord(properties) && additionalProperties === false) {
    return Object.entries(properties).flatMap(([name, each]) =>
      rowsOf(each, isRecord(defaults) ? defaults[name] : undefined, path === '' ? name : `${path}.${name}`),
    );
  }
  return [[`\`${path}\``, renderDefault(defaults), String(description)]];
}

export function helmValuesTable(root: string): string {
  const chart = join(root, 'deploy/helm/atmos-pro');
  const schema: unknown = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8'));
  const defaults: unknown = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  const rows = rowsOf(schema, defaults, '').filter(([name]) => name !== '`global`');
  return table(['value', 'default', 'what it is for'], rows);
}
