/** The tables that documents take from the code: import rules and the two closed lists of errors. */
import { errorCodes } from '../../src/errors.ts';
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

export function errorCodesTable(): string {
  return table(
    ['code', 'what to do'],
    Object.entries(errorCodes).map(([name, remedy]) => [`\`${name}\``, remedy]),
  );
}

export function errorTagsTable(): string {
  return table(
    ['`errorTag`', 'what to do'],
    Object.entries(errorTags).map(([name, remedy]) => [`\`${name}\``, remedy]),
  );
}
