/** `POST /auth/github-oidc`: trade a GitHub ID token for a session (docs/wire.md#session-exchange). */
import { type Static, Type } from 'typebox';
import { envelopeOf } from '../envelope.ts';

/** Longest ID token that is read, in characters; GitHub's are about 1,500. */
const maxIdTokenLength = 16_384;

const exchangeRequest = Type.Object({
  token: Type.String({
    minLength: 1,
    maxLength: maxIdTokenLength,
    description: 'ID token of the job. Each is valid for one exchange.',
  }),
  workspaceId: Type.String({ minLength: 1, maxLength: 128, description: 'Workspace id, such as `ws_…`.' }),
});
export type ExchangeRequest = Static<typeof exchangeRequest>;

const exchangeData = Type.Object({
  token: Type.String({ description: 'Session, a signed JWT that is valid for an hour.' }),
});
export type ExchangeData = Static<typeof exchangeData>;

export const exchangeRoute = {
  method: 'POST',
  rateLimited: true,
  path: '/auth/github-oidc',
  operationId: 'exchangeIdToken',
  summary: 'Exchange a GitHub Actions ID token for a session',
  body: exchangeRequest,
  response: envelopeOf(exchangeData),
} as const;
