/**
 * Writes what documents take from the code: tables between their markers.
 * A test compares the output with what is committed.
 *
 * Usage: `npm run docs`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deploymentFailuresTable, deploymentRulesTable, mutantsTable } from './docs/deployment-proof.ts';
import { findingsReference } from './docs/findings.ts';
import { helmValuesTable } from './docs/helm-values.ts';
import { importTable } from './docs/import-table.ts';
import { failuresTable, guaranteesTable } from './docs/lock-proof.ts';
import { actionsTable, inputsTable, outputsTable, readManifests } from './docs/manifests.ts';
import { indirectPackagesTable } from './docs/production-packages.ts';
import { replaceRegions } from './docs/regions.ts';
import {
  actionVariablesTable,
  appPermissionsTable,
  auditEventsTable,
  cliVariablesTable,
  doctorFindingsTable,
  errorCodesTable,
  errorTagsTable,
  metricsTable,
  serverVariablesTable,
} from './docs/tables.ts';

/** Path from the root → the regions that the document must have. */
function generatedRegions(root: string): Map<string, Readonly<Record<string, string>>> {
  const manifests = readManifests(root);
  const regions = new Map<string, Readonly<Record<string, string>>>([
    ['README.md', { actions: actionsTable(manifests) }],
    ['docs/architecture.md', { imports: importTable() }],
    [
      'docs/environment.md',
      {
        'action-environment': actionVariablesTable(),
        'server-environment': serverVariablesTable(),
        'cli-environment': cliVariablesTable(),
      },
    ],
    ['docs/kubernetes.md', { 'helm-values': helmValuesTable(root) }],
    ['docs/dependencies.md', { 'indirect-packages': indirectPackagesTable(root) }],
    [
      'docs/lock-proof.md',
      { 'lock-guarantees': guaranteesTable(root), 'lock-failures': failuresTable(root) },
    ],
    [
      'docs/deployment-proof.md',
      {
        'deployment-rules': deploymentRulesTable(root),
        'deployment-failures': deploymentFailuresTable(root),
        'deployment-mutants': mutantsTable(root),
      },
    ],
    ['docs/audit.md', { 'audit-events': auditEventsTable() }],
    [
      'docs/server-reference.md',
      {
        'app-permissions': appPermissionsTable(),
        'doctor-findings': doctorFindingsTable(),
        metrics: metricsTable(),
      },
    ],
    ['docs/trust-policies.md', { findings: findingsReference() }],
    ['docs/troubleshooting.md', { 'error-codes': errorCodesTable(), 'error-tags': errorTagsTable() }],
  ]);
  for (const [folder, manifest] of manifests) {
    regions.set(`actions/${folder}/README.md`, {
      inputs: inputsTable(manifest),
      outputs: outputsTable(manifest),
    });
  }
  return regions;
}

/** Path from the root → the whole text that the file should have. */
export function renderDocuments(root: string): Map<string, string> {
  const documents = [...generatedRegions(root)].map(([path, regions]): [string, string] => {
    const file = join(root, path);
    if (!existsSync(file)) throw new Error(`${path} is missing: write it, with the generated regions`);
    return [path, replaceRegions(readFileSync(file, 'utf8'), regions)];
  });
  return new Map(documents);
}

if (import.meta.main) {
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  for (const [path, text] of renderDocuments(root)) writeFileSync(join(root, path), text);
}
