/** The tables that documents take from the code: import rules, and the registries of errors and variables. */

import { errorCodes } from '../../src/base/errors.ts';
import { doctorFindings } from '../../src/cli/doctor/findings.ts';
import { environmentVariables as cliVariables } from '../../src/cli/environment.ts';
import { auditEvents } from '../../src/domain/audit/events.ts';
import { appPermissions } from '../../src/github/app-permissions.ts';
import { environmentVariables as actionVariables } from '../../src/runner/environment.ts';
import { environmentVariables as serverVariables } from '../../src/server/config/environment.ts';
import { errorTags } from '../../src/server/http/error-tags.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { computing, type ImportRule, importRules } from '../import-rules.ts';
import { table } from './regions.ts';

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ');

/** Parts in words: a whole layer by its number, the rest by name. */
function describeParts(parts: readonly string[]): string {
  const whole = [0, 1].filter((layer) => partsOf(layer).every((part) => parts.includes(part)));
  const rest = parts.filter((part) => !whole.some((layer) => partsOf(layer).includes(part)));
  const named = code(rest.map((part) => part.replace(/^src\//, '')));
  return [...whole.map((layer) => `layer ${layer}`), named].filter((text) => text !== '').join(', ') || '–';
}

function partsOf(layer: number): string[] {
  return importRules.filter((rule) => rule.layer === layer).flatMap((rule) => rule.parts);
}

function describeBuiltins(builtins: ImportRule['builtins']): string {
  if (builtins === 'any') return 'any';
  const others = code(builtins.filter((name) => !computing.includes(name)));
  return [builtins.length > 0 ? 'that compute' : '–', others].filter((text) => text !== '').join(', ');
}

export function importTable(): string {
  const rows = importRules.map((rule) => [
    String(rule.layer),
    code(rule.parts.map((part) => part.replace(/^src\//, ''))),
    describeParts(rule.ours.filter((part) => !rule.parts.includes(part))),
    code(rule.packages) || '–',
    describeBuiltins(rule.builtins),
    rule.because,
  ]);
  const note = `Node modules that compute: ${code(computing)}.`;
  return `${table(['layer', 'part', 'may import of ours', 'packages', 'Node modules', 'why'], rows)}\n\n${note}`;
}

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

/** Our metrics in their own words; those of the process have names that everybody knows. */
export function metricsTable(): string {
  const metrics = createMetrics().registry.getMetricsAsArray() as unknown as readonly {
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
