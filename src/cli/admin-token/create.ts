/** `atmos-pro admin-token create`: a new token, printed once, and its entry for the configuration. */
import { ActionError } from '../../base/errors.ts';
import { createAdminToken, hashAdminToken } from '../../server/access/admin-token.ts';
import type { OutputFormat } from '../format-option.ts';
import { printAs } from '../format-option.ts';

/** As in schemas/server-config.json. */
const adminNamePattern = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/;

export interface CreateTokenOptions {
  readonly format: OutputFormat;
  /** Ids of the workspaces that the token is valid for; all if absent. */
  readonly workspace?: readonly string[] | undefined;
}

interface CreatedToken {
  readonly name: string;
  /** A secret. */
  readonly token: string;
  readonly sha256: string;
  readonly workspaces: readonly string[] | undefined;
}

/** Every value is quoted, so that YAML does not read a number or a date. */
function renderCreated({ name, token, sha256, workspaces }: CreatedToken): string {
  const lines = [
    'Admin token. It is not stored and not shown again. The admin sets it as ATMOS_PRO_ADMIN_TOKEN:',
    '',
    token,
    '',
    'Add this to the server configuration and restart the server:',
    '',
    'admin_tokens:',
    `  - name: ${JSON.stringify(name)}`,
    `    sha256: ${JSON.stringify(sha256)}`,
  ];
  if (workspaces !== undefined) {
    lines.push(`    workspaces: [${workspaces.map((id) => JSON.stringify(id)).join(', ')}]`);
  }
  return lines.join('\n');
}

export function createToken(name: string, options: CreateTokenOptions): void {
  if (!adminNamePattern.test(name)) {
    throw new ActionError('INPUT_INVALID', `Invalid admin name ${JSON.stringify(name)}.`, {
      hint: 'Use at most 64 letters, digits, and the characters _ . @ -, starting with a letter or a digit.',
    });
  }
  const token = createAdminToken();
  const sha256 = hashAdminToken(token).toString('hex');
  const created = { name, token, sha256, workspaces: options.workspace };
  printAs(options.format, renderCreated(created), created);
}
