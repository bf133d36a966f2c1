/** `POST /sts`: mint GitHub tokens for source repositories whose trust policy allows the caller (docs/wire.md#github-tokens-sts). */
import { type Static, Type } from 'typebox';
import { maxSources } from '../../domain/sts/limits.ts';
import { policyNamePattern } from '../../domain/trust-policy/policy-path.ts';
import { envelopeOf } from '../envelope.ts';

const stsRequest = Type.Object({
  sources: Type.Optional(
    Type.Array(Type.String({ minLength: 3, maxLength: 140 }), {
      maxItems: maxSources,
      description:
        'Repositories to read, `owner/name`. If omitted, every imported repository of the workspace.',
    }),
  ),
  policyName: Type.Optional(Type.String({ pattern: policyNamePattern, default: 'default' })),
});
export type StsRequest = Static<typeof stsRequest>;

const permissions = Type.Record(
  Type.String(),
  Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('admin')]),
);

const mintedToken = Type.Object({
  host: Type.String({ description: 'Host of the repositories, such as `github.com`.' }),
  owner: Type.String({ description: 'Account of the repositories, spelled as GitHub spells it.' }),
  token: Type.String({ description: 'GitHub App installation access token.' }),
  expiresAt: Type.String({ format: 'date-time', description: 'RFC 3339, whole seconds, UTC.' }),
  repositories: Type.Array(Type.String(), {
    description: 'Repositories that the token can access, `owner/name`.',
  }),
  permissions,
});
type MintedToken = Static<typeof mintedToken>;

const exclusionReasons = [
  'no_trust_policy',
  'trust_policy_denied',
  'trust_policy_invalid',
  'not_installed_in_workspace',
  'installation_suspended',
] as const;
type ExclusionReason = (typeof exclusionReasons)[number];

export const exclusion = Type.Object({
  repo: Type.String({ description: 'As the caller spelled it.' }),
  reason: Type.Union(exclusionReasons.map((reason) => Type.Literal(reason))),
  message: Type.Optional(
    Type.String({ description: 'Why, and what to change; only for callers of the same owner.' }),
  ),
});
type Exclusion = { repo: string; reason: ExclusionReason; message?: string | undefined };

const stsData = Type.Object({ tokens: Type.Array(mintedToken), excluded: Type.Array(exclusion) });
export interface StsData {
  readonly tokens: readonly MintedToken[];
  readonly excluded: readonly Exclusion[];
}

export const stsRoute = {
  method: 'POST',
  path: '/sts',
  operationId: 'mintTokens',
  summary: 'Issue installation access tokens for source repositories',
  body: stsRequest,
  response: envelopeOf(stsData),
  rateLimited: true,
} as const;
