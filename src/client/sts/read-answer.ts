/**
 * Checks the `data` of `POST /sts` by hand: no schema library loads in an action. Optional fields may be missing or null;
 * what later goes into git's configuration or the environment must look like what it claims to be.
 */

import { ActionError } from '../../base/errors.ts';
import { cleanLine, cleanLines, isRecord } from '../../base/text.ts';
import type { ExcludedSource, GrantedToken, StsAnswer } from './answer.ts';

/** Most tokens that one answer may hold: one per installation and permission set. */
export const maxTokens = 200;
/** Most repositories over all tokens, and most exclusions. */
export const maxRepositories = 5_000;

/** Empty means that the token is not meant for git. */
const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?)?$/;
const ownerPattern = /^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/;
const repositoryPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;
/** Both token formats of GitHub and room for another; nothing that could end a header or a line. */
const tokenPattern = /^[A-Za-z0-9._~+/=-]{1,4096}$/;

function malformed(what: string): ActionError {
  return new ActionError('REMOTE_MALFORMED', `The server's answer to the mint is not usable: ${what}.`, {
    hint: 'Check that base-url points to an Atmos Pro API; its operator should see the request in the log.',
  });
}

/** A list of at most `limit` items; absent and null are none. */
function readList(value: unknown, name: string, limit: number): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(`${name} is not a list`);
  if (value.length > limit) throw malformed(`${name} has more than ${limit} items`);
  return value;
}

function readMatch(value: unknown, name: string, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw malformed(`${name} is absent or has characters that do not belong there`);
}

function readPermissions(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw malformed('permissions is not an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, level]) => [cleanLine(name), cleanLine(String(level))]),
  );
}

function readToken(value: unknown): GrantedToken {
  if (!isRecord(value)) throw malformed('a token is not an object');
  const { repositories, permissions, expiresAt } = value;
  return {
    host: readMatch(value['host'] ?? '', 'host', hostPattern),
    owner: readMatch(value['owner'] ?? '', 'owner', ownerPattern),
    token: readMatch(value['token'], 'token', tokenPattern),
    ...(typeof expiresAt === 'string' && !Number.isNaN(Date.parse(expiresAt))
      ? { expiresAt: cleanLine(expiresAt) }
      : {}),
    ...(Array.isArray(repositories) ? { repositories: readRepositories(repositories) } : {}),
    ...(permissions === undefined || permissions === null
      ? {}
      : { permissions: readPermissions(permissions) }),
  };
}

function readRepositories(value: unknown): readonly string[] {
  const list = readList(value, 'repositories', maxRepositories);
  return list.map((name) => readMatch(name, 'a repository name', repositoryPattern));
}

function readExclusion(value: unknown): ExcludedSource {
  if (!isRecord(value) || typeof value['repo'] !== 'string')
    throw malformed('an exclusion names no repository');
  const { reason, message } = value;
  return {
    repo: cleanLine(value['repo']),
    reason: typeof reason === 'string' && reason !== '' ? cleanLine(reason) : 'unknown',
    ...(typeof message === 'string' && message !== '' ? { message: cleanLines(message) } : {}),
  };
}

/** Throws REMOTE_MALFORMED for anything that is not an answer; never quotes a value, which might be a token. */
export function readStsAnswer(data: Readonly<Record<string, unknown>>): StsAnswer {
  return {
    tokens: readList(data['tokens'], 'tokens', maxTokens).map(readToken),
    excluded: readList(data['excluded'], 'excluded', maxRepositories).map(readExclusion),
  };
}
