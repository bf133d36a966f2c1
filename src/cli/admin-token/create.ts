/** `atmos-pro admin-token create`: a fresh token, shown once, and its entry for the configuration. */
import { ActionError } from '../../base/errors.ts';
import { createAdminToken, hashAdminToken } from '../../server/access/admin-token.ts';

/** As in schemas/server-config.json. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/;

export interface CreateOptions {
  /** Ids of the workspaces that the token is good for; absent: all. */
  readonly workspace?: readonly string[];
}

/** Text for a terminal. Every value is quoted, so that YAML reads no number or date in it. */
export function renderCreated(name: string, token: string, { workspace }: CreateOptions): string {
  const ids = workspace?.map((id) => JSON.stringify(id)).join(', ');
  return [
    'The token. It is shown this once and kept nowhere; give it to its owner as ATMOS_PRO_ADMIN_TOKEN:',
    '',
    token,
    '',
    'Its entry in the server’s configuration:',
    '',
    'admin_tokens:',
    `  - name: ${JSON.stringify(name)}`,
    `    sha256: ${JSON.stringify(hashAdminToken(token).toString('hex'))}`,
    ...(ids === undefined ? [] : [`    workspaces: [${ids}]`]),
    '',
  ].join('\n');
}

export function createToken(name: string, options: CreateOptions): void {
  if (!namePattern.test(name)) {
    throw new ActionError('INPUT_INVALID', `${JSON.stringify(name)} cannot be the name of an admin.`, {
      hint: 'At most 64 letters, digits and any of _ . @ -, the first a letter or digit.',
    });
  }
  process.stdout.write(renderCreated(name, createAdminToken(), options));
}
