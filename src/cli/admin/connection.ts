/** Address of a server and an admin token, from options and environment. Rejects addresses that would expose the token. */
import { ActionError } from '../../base/errors.ts';
import { isAdminToken, minAdminTokenLength } from '../../server/access/admin-token.ts';

export interface ConnectionOptions {
  /** Scheme and host of the server, optionally with a path. */
  readonly url: string;
  readonly workspace: string;
}

export interface AdminConnection {
  readonly url: string;
  readonly workspace: string;
  /** A secret. */
  readonly token: string;
  /** The server is on loopback. Unencrypted requests must not go through a proxy. */
  readonly isLocal: boolean;
}

const tokenVariable = 'ATMOS_PRO_ADMIN_TOKEN';
const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

function readServerUrl(text: string): { readonly url: string; readonly isLocal: boolean } {
  // The error does not repeat the value: it may contain a password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new ActionError('INPUT_INVALID', 'Invalid --url.', {
      hint: 'Set only scheme and host, such as https://atmos-pro.example.com.',
    });
  }
  const isLocal = url.protocol === 'http:';
  if (isLocal && !loopback.includes(url.hostname)) {
    throw new ActionError('INPUT_INVALID', '--url must be https unless the server is on loopback.', {
      hint: 'Use the https address: with http, the admin token would be sent unencrypted.',
    });
  }
  return { url: url.href, isLocal };
}

function readToken(value: string | undefined): string {
  const token = value?.trim() ?? '';
  if (token === '') {
    throw new ActionError('INPUT_MISSING', `${tokenVariable} is not set.`, {
      hint: 'Export an admin token. To create one, run `atmos-pro admin-token create NAME`.',
    });
  }
  if (isAdminToken(token)) return token;
  throw new ActionError('INPUT_INVALID', `${tokenVariable} is not an admin token.`, {
    hint: `Set the token itself, not the path of a file: at least ${minAdminTokenLength} printable characters without spaces.`,
  });
}

/** Throws INPUT_*. No message contains the token. */
export function readConnection(
  { url, workspace }: ConnectionOptions,
  variables: Readonly<Record<string, string | undefined>>,
): AdminConnection {
  return { ...readServerUrl(url), workspace, token: readToken(variables[tokenVariable]) };
}
