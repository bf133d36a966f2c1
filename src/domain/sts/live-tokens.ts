/** Reads from audit entries which GitHub tokens may still be valid. */
import type { JsonValue } from '../../base/json.ts';
import { isRecord } from '../../base/text.ts';

/** Whether an admin can revoke a token. `not_stored`: it was issued while the server had no key. `key_missing`: the server lost the key. */
export const tokenStates = ['revocable', 'revoked', 'not_stored', 'key_missing'] as const;
export type TokenState = (typeof tokenStates)[number];

/** As an audit entry of a mint has it. */
export interface MintedToken {
  /** Hex. GitHub's audit log has base64. */
  readonly sha256: string;
  /** Login; `undefined` where the entry has none. */
  readonly owner: string | undefined;
  /** Names of that time; empty: all of the installation. */
  readonly repositories: readonly string[];
  /** Level by permission. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function readLevels(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function readToken(value: JsonValue): readonly MintedToken[] {
  if (!isRecord(value)) return [];
  const { sha256, owner, repositories, permissions, expiresAt } = value;
  const at = Date.parse(String(expiresAt));
  if (typeof sha256 !== 'string' || Number.isNaN(at)) return [];
  return [
    {
      sha256,
      owner: typeof owner === 'string' ? owner : undefined,
      repositories: readTexts(repositories),
      permissions: readLevels(permissions),
      expiresAt: at,
    },
  ];
}

/** The tokens of one entry that have not expired at `now`. An entry that names none has none. */
export function listLiveTokens(
  details: Readonly<Record<string, JsonValue>>,
  now: number,
): readonly MintedToken[] {
  const { tokens } = details;
  return Array.isArray(tokens) ? tokens.flatMap(readToken).filter(({ expiresAt }) => expiresAt > now) : [];
}
