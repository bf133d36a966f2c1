/** `atmos-pro tokens revoke`: ends a token of a job at once. */
import { ActionError } from '../../base/errors.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { readReason } from '../admin/read-reason.ts';
import { type OutputFormat, printAs } from '../format-option.ts';

export interface RevokeTokenOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly reason?: string | undefined;
}

const hexDigits = 64;
/** Characters of 32 bytes in Base64. */
const base64Length = 44;

const revoking = adminOperation('The revocation', {
  codes: { 400: 'INPUT_INVALID' },
  hints: {
    404: 'Run `atmos-pro tokens list` to see the tokens that are still valid.',
    503: 'Run the command again.',
  },
});

/** In hexadecimal digits. Throws INPUT_INVALID for anything else, which may be the token itself: it is not repeated. */
export function readTokenHash(text: string): string {
  if (text.length === hexDigits && /^[0-9a-f]+$/i.test(text)) return text.toLowerCase();
  const bytes = Buffer.from(text, 'base64');
  if (text.length === base64Length && bytes.toString('base64') === text) return bytes.toString('hex');
  throw new ActionError('INPUT_INVALID', 'The argument is not the SHA-256 of a token.', {
    hint: 'Use the SHA-256 that `atmos-pro tokens list` shows, or `hashed_token` of GitHub’s audit log. Never put a token on the command line.',
  });
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function revokeByHash(text: string, options: RevokeTokenOptions): Promise<void> {
  const sha256 = readTokenHash(text);
  const reason = options.reason === undefined ? undefined : readReason(options.reason);
  const server = createAdminServer(openConnection(options), { fetch: systemFetch });
  const body = JSON.stringify({ workspace: options.workspace, reason });
  const data = await server.send(revoking, `/tokens/${sha256}/revoke`, { method: 'POST', body });
  const job = [toPrintable(data['repository']), toPrintable(data['runId'])].filter(Boolean).join(', run ');
  printAs(options.format, `Revoked the token ${sha256}${job === '' ? '' : `, issued to ${job}`}.`, data);
}
