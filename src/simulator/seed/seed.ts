/** Reads a seed file: YAML, held against `schemas/simulator-world.json`; what is wrong is told with line and column. */
import { ActionError } from '../../base/errors.ts';
import { validateSimulatorWorld } from '../../schema/generated/simulator-world.cjs';
import { type DocumentProblem, readYamlDocument } from '../../schema/yaml-document.ts';
import { findSeedProblems } from './seed-references.ts';
import type { WorldSeed } from './seed-types.ts';

/** Largest seed file, in bytes. */
export const MAX_SEED_BYTES = 16 * 1024 * 1024;
/** Problems that one error names; more do not help. */
const MAX_SHOWN_PROBLEMS = 10;
const MAX_ALIASES = 1000;

function refuse(fileName: string, problems: readonly DocumentProblem[]): ActionError {
  const shown = problems
    .slice(0, MAX_SHOWN_PROBLEMS)
    .map(({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`);
  const rest = problems.length - shown.length;
  const message = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
  return new ActionError('INPUT_CONFIG_INVALID', message, {
    hint: 'schemas/simulator-world.json says what a seed file may hold.',
  });
}

/** Throws `INPUT_CONFIG_INVALID`; an empty file is an empty world. `fileName` is for messages. */
export function parseSeed(text: string, fileName: string): WorldSeed {
  const read = readYamlDocument(text, {
    validator: validateSimulatorWorld,
    maxBytes: MAX_SEED_BYTES,
    maxAliases: MAX_ALIASES,
  });
  if (read.status === 'invalid') throw refuse(fileName, read.problems);
  // The validator has just said that it is one.
  const seed = read.data as WorldSeed;
  const loose = findSeedProblems(seed).map(({ path, message }) => ({
    ...read.locate(path),
    message: `${path.join('.')}: ${message}`,
  }));
  if (loose.length > 0) throw refuse(fileName, loose);
  return seed;
}
