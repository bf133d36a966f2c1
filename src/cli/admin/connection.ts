/** Where the server is and who asks, from options and environment: refuses whatever would give the token away. */
import { ActionError } from '../../base/errors.ts';
import { isAdminToken, minAdminTokenLength } from '../../server/access/admin-token.ts';

export interface ConnectionOptions {
  /** Scheme and host of the server, perhaps with a path. */
  readonly url: string;
  readonly workspace: string;
}

export interface Connection {
  readonly url: string;
  readonly workspace: string;
  /** A secret. */
  readonly token: string;
  /** The server is on this machine; what is sent there in the clear must not go through a proxy. */
  readonly isLocal: boolean;
}

const tokenVariable = 'ATMOS_PRO_ADMIN_TOKEN';
const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

function readUrl(text: string): { readonly url: string; readonly isLocal: boolean } {
  // The text is not repeated: somebody may have put a password into it.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new ActionError('INPUT_INVALID', '--url is not the address of a server.', {
      hint: 'Give scheme and host alone, such as https://atmos-pro.example.com.',
    });
  }
  const isLocal = url.protocol === 'http:';
  if (isLocal && !loopback.includes(url.hostname)) {
    throw new ActionError('INPUT_INVALID', '--url must be https; http is for loopback addresses only.', {
      hint: 'The admin token would travel in the clear.',
    });
  }
  return { url: url.href, isLocal };
}

function readToken(value: string | undefined): string {
  const token = value?.trim() ?? '';
  if (token === '') {
    throw new ActionError('INPUT_MISSING', `${tokenVariable} is not set.`, {
      hint: 'Export the admin token; `atmos-pro admin-token create NAME` makes one.',
    });
  }
  if (isAdminToken(token)) return token;
  throw new ActionError('INPUT_INVALID', `${tokenVariable} does not hold an admin token.`, {
    hint: `A token has at least ${minAdminTokenLength} printable characters and no blanks. Perhaps it is the path of a file, or only a part of it.`,
  });
}

/** Throws INPUT_*; no message repeats the token. */
export function readConnection(
  { url, workspace }: ConnectionOptions,
  variables: Readonly<Record<string, string | undefined>>,
): Connection {
  return { ...readUrl(url), workspace, token: readToken(variables[tokenVariable]) };
}
