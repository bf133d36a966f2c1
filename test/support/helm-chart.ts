/** The Helm chart as data: its values, those of its example, and its templates. */
import { parse } from 'yaml';
import { isRecord } from '../../src/base/text.ts';
import { projectFiles, readProjectFile } from './source-files.ts';

// biome-ignore lint/suspicious/noExplicitAny: parsed documents, whose shape the schemas have checked.
export type Document = any;

export const chart = 'deploy/helm/atmos-pro';

export function readChart(file: string): string {
  return readProjectFile(`${chart}/${file}`);
}

/** Values of the chart, without those that a user has to set. */
export function defaultValues(): Document {
  return parse(readChart('values.yaml'));
}

/** Values that a user has to set, as deploy/kubernetes has them. */
export function exampleValues(): Document {
  return parse(readChart('ci/example-values.yaml'));
}

/** All templates in one text. */
export function chartTemplates(): string {
  const files = projectFiles().filter((file) => file.startsWith(`${chart}/templates/`));
  return files.map(readProjectFile).join('\n');
}

/** As Helm does: maps are merged, everything else is replaced. */
export function mergeValues(base: Document, change: Document): Document {
  if (!isRecord(base) || !isRecord(change)) return change;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) merged[key] = mergeValues(base[key], value);
  return merged;
}
