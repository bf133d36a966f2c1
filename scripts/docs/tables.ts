/** The tables that documents take from the code: import rules, and the registries of errors and variables. */
import { errorCodes } from '../../src/errors.ts';
import { environmentVariables as actionVariables } from '../../src/runner/environment.ts';
import { environmentVariables as serverVariables } from '../../src/server/config/environment.ts';
import { errorTags } from '../../src/server/http/error-tags.ts';
import { importRules } from '../import-rules.ts';
import { table } from './regions.ts';

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ');

export function importTable(): string {
  const short = (parts: readonly string[]) => code(parts.map((part) => part.replace(/^src\//, '')));
  const rows = importRules.map((rule) => [
    String(rule.layer),
    short(rule.parts),
    short(rule.ours.filter((part) => !rule.parts.includes(part))) || '–',
    code(rule.packages) || '–',
    rule.builtins === 'any' ? 'any' : code(rule.builtins) || '–',
    rule.because,
  ]);
  return table(['layer', 'part', 'may import of ours', 'packages', 'Node modules', 'why'], rows);
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

export function serverVariablesTable(): string {
  return registryTable(['variable', 'what it is for'], serverVariables);
}
