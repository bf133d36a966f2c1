/** Carries entries in `GIT_CONFIG_COUNT` and its numbered pairs, after whatever is there already, and takes them out again. */
import { createHash } from 'node:crypto';
import { ActionError } from '../../base/errors.ts';
import { type GitConfigEntry, parseGitConfigKey } from './entry.ts';

export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/** What has to be known to take the entries out again; small, free of secrets, and safe to keep as JSON. */
export interface GitConfigRestore {
  /** Index of our first pair. */
  readonly start: number;
  /** A fingerprint of each of our pairs, key and value: tells whether a pair is still ours. */
  readonly pairs: readonly string[];
  /** `GIT_CONFIG_COUNT` before; absent when it was not set. */
  readonly previousCount?: string | undefined;
  /** Values that we replaced: pairs beyond the previous count, which git did not read. */
  readonly previous: Readonly<Record<string, string>>;
}

export interface GitConfigEnvironment {
  /** Variables to set for the later steps. */
  readonly variables: Readonly<Record<string, string>>;
  readonly previousCount: string | undefined;
  readonly restore: GitConfigRestore;
}

/** Git's own limit (INT_MAX). */
const maxCount = 2_147_483_647;
/** A pair without meaning for git: replaces one that this action added when later pairs must keep their numbers. */
const placeholder: GitConfigEntry = { key: 'atmospro.removed', value: 'true' };

/** Hex digits of a fingerprint. */
const fingerprintLength = 16;

const countName = 'GIT_CONFIG_COUNT';
const keyName = (index: number): string => `GIT_CONFIG_KEY_${index}`;
const valueName = (index: number): string => `GIT_CONFIG_VALUE_${index}`;

function fingerprint(key: string, value: string): string {
  return createHash('sha256').update(`${key}\0${value}`).digest('hex').slice(0, fingerprintLength);
}

function unusable(variable: string, problem: string): ActionError {
  return new ActionError('INPUT_GIT_CONFIG_INVALID', `${variable} ${problem}, so every git command fails.`, {
    hint: `Find the earlier step or the \`env:\` block that sets ${countName} and make its ${countName}, GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n fit together, or unset ${countName} before this step.`,
  });
}

/** Reads a count as git does (strtoul): absent, empty and zero mean none; leading blanks and a plus sign pass. */
function parseCount(text: string | undefined): number | undefined {
  if (text === undefined || text === '') {
    return 0;
  }
  const match = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(text);
  const count = Number(match?.[2]);
  return match === null || count > maxCount || (match[1] === '-' && count !== 0) ? undefined : count;
}

/** Pairs that are already there. @throws ActionError `INPUT_GIT_CONFIG_INVALID` where git itself would give up. */
function countInherited(environment: GitEnvironment): number {
  const text = environment[countName];
  const count = parseCount(text);
  if (count === undefined) {
    throw unusable(countName, `is ${JSON.stringify(text?.slice(0, 40))}, not a number of entries`);
  }
  for (let index = 0; index < count; index += 1) {
    const key = environment[keyName(index)];
    if (key === undefined) {
      throw unusable(keyName(index), `is missing though ${countName} is ${count}`);
    }
    if (parseGitConfigKey(key) === undefined) {
      throw unusable(keyName(index), 'is not a git configuration key');
    }
    if (environment[valueName(index)] === undefined) {
      throw unusable(valueName(index), `is missing though ${countName} is ${count}`);
    }
  }
  return count;
}

/**
 * Numbers `entries` after the pairs of `environment`.
 * @throws ActionError `INPUT_GIT_CONFIG_INVALID` when what is there already makes git fail: naming the variable beats stacking on it.
 */
export function appendToEnvironment(
  entries: readonly GitConfigEntry[],
  environment: GitEnvironment,
): GitConfigEnvironment {
  const start = countInherited(environment);
  const end = start + entries.length;
  const variables: Record<string, string> = {};
  const previous: Record<string, string> = {};
  entries.forEach((entry, offset) => {
    variables[keyName(start + offset)] = entry.key;
    variables[valueName(start + offset)] = entry.value;
  });
  for (const name of Object.keys(variables)) {
    const value = environment[name];
    if (value !== undefined) {
      previous[name] = value;
    }
  }
  const previousCount = environment[countName];
  if (entries.length > 0) {
    variables[countName] = String(end);
  }
  const restore = {
    start,
    pairs: entries.map(({ key, value }) => fingerprint(key, value)),
    previousCount,
    previous,
  };
  return { variables, previousCount, restore };
}

/**
 * Variables to set so that none of our entries is left. Only pairs whose key and value are ours are touched: pairs that
 * another step appended after them, or wrote over them, stay, also under the same count. A variable that did not exist becomes empty,
 * since a step cannot unset one; git reads an empty count as none.
 */
export function restoreEnvironment(
  restore: GitConfigRestore,
  environment: GitEnvironment,
): Readonly<Record<string, string>> {
  const { start, pairs, previous, previousCount } = restore;
  const isOurs = (index: number) => {
    const [key, value] = [environment[keyName(index)], environment[valueName(index)]];
    return key !== undefined && value !== undefined && fingerprint(key, value) === pairs[index - start];
  };
  const count = parseCount(environment[countName]) ?? 0;
  let last = count;
  while (last > start && isOurs(last - 1)) last -= 1;
  const variables: Record<string, string> = {};
  for (const index of pairs.map((_pair, offset) => start + offset).filter(isOurs)) {
    const isRead = index < last;
    variables[keyName(index)] = isRead ? placeholder.key : (previous[keyName(index)] ?? '');
    variables[valueName(index)] = isRead ? placeholder.value : (previous[valueName(index)] ?? '');
  }
  if (last < count) variables[countName] = last === start ? (previousCount ?? '') : String(last);
  return variables;
}
