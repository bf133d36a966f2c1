/** What a workspace id, an address, a source and a policy name may look like, wherever they were written. */
import { isLoopback } from '../../src/runner/loopback.ts';

/** Most repositories that one request may name; the server has the same limit. */
export const maxSources = 200;

/** Each returns what is wrong, as the rest of a sentence that begins with the setting's name; undefined when nothing is. */
export function sourceProblem(value: string): string | undefined {
  const wellFormed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/.test(value);
  const name = value.slice(value.indexOf('/') + 1);
  return wellFormed && name !== '.' && name !== '..' ? undefined : 'takes repositories as owner/name';
}

export function sourcesProblem(values: readonly string[]): string | undefined {
  return values.length > maxSources ? `takes at most ${maxSources} repositories` : undefined;
}

/** The name also goes into a path. */
export function policyNameProblem(value: string): string | undefined {
  return /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : 'takes the name of a policy file without .yaml: 1 to 64 letters, digits, dots, hyphens and underscores';
}

/** The ID token is sent there, so it must be encrypted on its way. */
export function baseUrlProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const carried = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url === undefined || !carried) return 'must be an https:// address (http:// only on this machine)';
  return url.username || url.password || url.search || url.hash
    ? 'must be an address without user, query or fragment'
    : undefined;
}

export function endpointProblem(value: string): string | undefined {
  return /^\/*[A-Za-z0-9._~-]+(?:\/+[A-Za-z0-9._~-]+)*\/*$/.test(value)
    ? undefined
    : 'must be a path such as api/v1';
}

export function workspaceIdProblem(value: string): string | undefined {
  return /^[\x21-\x7e]{1,128}$/.test(value) ? undefined : 'must be 1 to 128 characters without blanks';
}

export function audienceProblem(value: string): string | undefined {
  return /^[\x21-\x7e]{1,256}$/.test(value) ? undefined : 'must be 1 to 256 characters without blanks';
}
