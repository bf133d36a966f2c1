/** The outputs of `setup-sts`. Lists are JSON, for `fromJSON` in an expression. */
import type { Outcome } from '../../src/client/sts/outcome.ts';

/** Earliest expiry; `undefined` if the server returned none. */
function firstExpiry(times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** Every output by its name in `action.yml`. `token` is empty if there are several. */
export function toOutputs({ grants, refused, others }: Outcome) {
  const [first, ...more] = grants;
  const excluded = [...refused, ...others].map(({ repo, reason }) => ({ repo, reason }));
  return {
    token: first !== undefined && more.length === 0 ? first.token : '',
    'token-count': String(grants.length),
    owners: JSON.stringify([...new Set(grants.map(({ owner }) => owner))]),
    repositories: JSON.stringify([...new Set(grants.flatMap(({ repositories }) => repositories))]),
    excluded: JSON.stringify(excluded),
    'expires-at': firstExpiry(grants.map(({ expiresAt }) => expiresAt)) ?? '',
  } as const;
}
