/** `atmos-pro admin-token create`: a new token, printed once, and its entry for the configuration. */
import { ActionError } from '../../base/errors.ts';
import { createAdminToken, hashAdminToken } from '../../server/access/admin-token.ts';

/** As in schemas/server-config.json. */
const adminNamePattern = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/;

export interface CreateTokenOptions {
  /** Ids of the workspaces that the token is valid for; all if absent. */
  readonly workspace?: readonly string[] | undefined;
}

/** Every value is quoted, so that YAML does not read a number or a date. */
function renderCreated(name: string, token: string, { workspace }: CreateTokenOptions): string {
  const lines = [
    'Admin token. It is not stored and not shown again. The admin sets it as ATMOS_PRO_ADMIN_TOKEN:',
    '',
    token,
    '',
    'Add this to the server configuration and restart the server:',
    '',
    'admin_tokens:',
    `  - name: ${JSON.stringify(name)}`,
    `    sha256: ${JSON.stringify(hashAdminToken(token).toString('hex'))}`,
  ];
  if (workspace !== undefined) {
    lines.push(`    workspaces: [${workspace.map((id) => JSON.stringify(id)).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

export function createToken(name: string, options: CreateTokenOptions): void {
  if (!adminNamePattern.test(name)) {
    throw new ActionError('INPUT_INVALID', `Invalid admin name ${JSON.stringify(name)}.`, {
      hint: 'Use at most 64 letters, digits, and the characters _ . @ -, starting with a letter or a digit.',
    });
  }
  process.stdout.write(renderCreated(name, createAdminToken(), options));
}
