/** Holds a SARIF log against the schema that OASIS published for version 2.1.0. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

let validate: ValidateFunction | undefined;

/** The schema is a draft 4 one that uses nothing which later drafts changed, but for the name of its id. */
function load(): ValidateFunction {
  const directory = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json');
  const file = new URL('lib/schemas/sarif-2.1.0-rtm.5.json', `file://${directory}`);
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
    schema,
  );
}

/** One line per problem; none when the log is valid. */
export function findSarifProblems(log: unknown): string[] {
  validate ??= load();
  if (validate(log)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
