/** The tables that documents take from the registries of the code: errors, variables, metrics, events, permissions. */

import { errorCodes } from '../../src/base/errors.ts';
import { doctorFindings } from '../../src/cli/doctor/findings.ts';
import { cliVariables } from '../../src/cli/environment.ts';
import { auditEvents } from '../../src/domain/audit/events.ts';
import { appPermissions } from '../../src/github/app-permissions.ts';
import { actionVariables } from '../../src/runner/environment.ts';
import { serverVariables } from '../../src/server/config/environment.ts';
import { collectMetrics } from '../../src/server/describe.ts';
import { errorTags } from '../../src/server/http/error-tags.ts';
import { table } from './regions.ts';

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ');

/** One row per entry of a registry of names with a sentence each. */
function registryTable(head: readonly [string, string], registry: Readonly<Record<string, string>>): string {
  return table(
    head,
    Object.entries(registry).map(([name, sentence]) => [`\`${name}\``, sentence]),
  );
}

export function errorCodesTable(): string {
  return registryTable(['code', 'what to do'], errorCodes);
}

export function errorTagsTable(): string {
  return registryTable(['`errorTag`', 'what to do'], errorTags);
}

export function actionVariablesTable(): string {
  return registryTable(['variable', 'what it is for'], actionVariables);
}

export function cliVariablesTable(): string {
  return registryTable(['variable', 'what it is for'], cliVariables);
}

export function serverVariablesTable(): string {
  return registryTable(['variable', 'what it is for'], serverVariables);
}

/** Our metrics with their descriptions; the process metrics have well-known names. */
export function metricsTable(): string {
  // `labelNames` is missing from the types of prom-client.
  const metrics = collectMetrics().getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly help: string;
    readonly labelNames?: readonly string[];
  }[];
  const rows = metrics
    .filter(({ name }) => name.startsWith('atmos_pro_'))
    .map(({ name, help, labelNames = [] }) => [`\`${name}\``, code(labelNames) || '–', help]);
  return table(['metric', 'labels', 'what'], rows);
}

export function doctorFindingsTable(): string {
  return registryTable(['finding', 'what to do'], doctorFindings);
}

export function auditEventsTable(): string {
  const rows = Object.entries(auditEvents).map(([name, { outcomes, what }]) => [
    `\`${name}\``,
    outcomes.join(', '),
    what,
  ]);
  return table(['event', 'outcome', 'what'], rows);
}

export function appPermissionsTable(): string {
  const rows = appPermissions.map(({ name, level, feature, reason }) => [
    `\`${name}\``,
    level,
    feature ?? 'everything',
    reason,
  ]);
  return table(['repository permission', 'level', 'for', 'why'], rows);
}
