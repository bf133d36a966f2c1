/** Reads the claims of the job's own ID token, for the reader of a denial. Nothing is verified: the server has done that. */
import { isRecord } from '../../base/text.ts';

/** Longest value that is shown, in UTF-16 code units. */
const maxShownValue = 256;

/** Claims that trust policies match on, under the names of the token, and those that explain a denial. */
const shownClaims = [
  ...['sub', 'repository', 'repository_owner', 'repository_id', 'repository_owner_id', 'ref', 'ref_type'],
  ...[
    'environment',
    'event_name',
    'actor',
    'actor_id',
    'workflow_ref',
    'job_workflow_ref',
    'sha',
    'head_ref',
    'base_ref',
    'repository_visibility',
    'runner_environment',
  ],
] as const;

export type OwnClaims = readonly (readonly [claim: string, value: string])[];

/** Claims without a value are left out; empty for a text that is not a token. Never throws. */
export function readOwnClaims(idToken: string): OwnClaims {
  try {
    const payload: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
    if (!isRecord(payload)) return [];
    return shownClaims.flatMap((claim): [string, string][] => {
      const value = payload[claim];
      return typeof value === 'string' && value !== '' ? [[claim, value.slice(0, maxShownValue)]] : [];
    });
  } catch {
    return [];
  }
}
