/** Reads a seed file: YAML, validated against `schemas/simulator-world.json`. Problems carry line and column. */
import { ActionError } from '../../base/errors.ts';
import { validateSimulatorWorld } from '../../schema/generated/simulator-world.cjs';
import { type DocumentProblem, readYamlDocument } from '../../schema/yaml-document.ts';
import { findSeedProblems } from './seed-references.ts';
import type { WorldSeed } from './seed-types.ts';

/** Largest seed file, in bytes. */
export const maxSeedBytes = 16 * 1024 * 1024;
/** Most problems in one error message. */
const maxShownProblems = 10;
const maxAliases = 1000;

function refuse(fileName: string, problems: readonly DocumentProblem[]): ActionError {
  const shown = problems
    .slice(0, maxShownProblems)
    .map(({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`);
  const rest = problems.length - shown.length;
  const message = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
  return new ActionError('INPUT_CONFIG_INVALID', message, {
    hint: 'See schemas/simulator-world.json for the format.',
  });
}

/** Throws `INPUT_CONFIG_INVALID`; an empty file is an empty world. `fileName` is for messages. */
export function readSeed(text: string, fileName: string): WorldSeed {
  const read = readYamlDocument(text, {
    validator: validateSimulatorWorld,
    maxBytes: maxSeedBytes,
    maxAliases: maxAliases,
  });
  if (read.status === 'invalid') throw refuse(fileName, read.problems);
  // The validator has just accepted it.
  const seed = read.data as WorldSeed;
  const loose = findSeedProblems(seed).map(({ path, message }) => ({
    ...read.locate(path),
    message: `${path.join('.')}: ${message}`,
  }));
  if (loose.length > 0) throw refuse(fileName, loose);
  return seed;
}
