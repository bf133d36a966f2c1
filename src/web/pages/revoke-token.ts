/** Renders the confirmation before a token of a job is revoked: which job loses access to what. */
import { maxReasonLength } from '../../api/routes/locks.ts';
import { revokeTokenPath, tokensPath } from '../addresses.ts';
import { type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderTextField } from '../parts/form.ts';
import { renderTime } from '../parts/time.ts';
import { describeAccess, describeHolder, describeLevels, type ShownToken } from './tokens.ts';

export interface RevokeTokenPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly token: Omit<ShownToken, 'entryId'>;
}

function renderForm({ workspaceId, token }: RevokeTokenPageData): Html {
  return html`<p class="warning">The job loses access at once: its next request to GitHub with this token fails with 401, even in the middle of a git command. Other jobs and other tokens of this job are not affected. The job can ask for a new token while its trust policies allow it.</p><form method="post" action="${revokeTokenPath(workspaceId, token.sha256)}">${renderTextField(
    {
      ...{ name: 'reason', label: 'Reason, for the audit log (optional)', maxLength: maxReasonLength },
    },
  )}<button class="danger">Revoke the token</button></form>`;
}

function renderState(data: RevokeTokenPageData): Html {
  const { now, token } = data;
  switch (token.state) {
    case 'revocable':
      return renderForm(data);
    case 'revoked':
      return html`<p>The token was revoked${token.endedAt !== undefined && html` ${renderTime(token.endedAt, now)}`}.</p>`;
    case 'key_missing':
    case 'not_stored':
      return html`<p class="warning">The token cannot be revoked: the server does not have the key ${token.keyId ?? ''} that it is stored with. Add this key to <code>ATMOS_PRO_TOKEN_ENCRYPTION_KEY</code>, after the new one.</p>`;
  }
}

export function renderRevokeTokenPage(data: RevokeTokenPageData): PageContent {
  const { workspaceId, now, token } = data;
  const { sha256, expiresAt, permissions } = token;
  return {
    title: 'Revoke a GitHub token',
    body: html`<dl><div><dt>SHA-256</dt><dd><code>${sha256}</code></dd></div><div><dt>Issued to</dt><dd>${describeHolder(token)}</dd></div><div><dt>Repositories</dt><dd>${describeAccess(token)}</dd></div><div><dt>Permissions</dt><dd>${describeLevels(permissions)}</dd></div><div><dt>Valid until</dt><dd>${renderTime(expiresAt, now)}</dd></div></dl>${renderState(data)}<p><a href="${tokensPath(workspaceId)}">Back to the tokens</a></p>`,
  };
}
