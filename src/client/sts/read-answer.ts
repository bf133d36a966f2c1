/** Reads the result of a mint from the `data` of the answer. Texts of the server are made safe for a log. */
import type { MintAnswer } from '../../api/answers.ts';
import { cleanLine, cleanLines } from '../../base/text.ts';
import { validateMintAnswer } from '../../schema/generated/mint-answer.cjs';
import { createReader } from '../answer.ts';
import type { ExcludedSource, GrantedToken, StsAnswer } from './answer.ts';

export const readMint = createReader<MintAnswer>(validateMintAnswer);

type Token = NonNullable<MintAnswer['tokens']>[number];
type Exclusion = NonNullable<MintAnswer['excluded']>[number];

function toPermissions(permissions: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(permissions).map(([name, level]) => [cleanLine(name), cleanLine(String(level))]),
  );
}

function toToken({ host, owner, token, expiresAt, repositories, permissions }: Token): GrantedToken {
  const isTime = expiresAt !== undefined && !Number.isNaN(Date.parse(expiresAt));
  return {
    host: host ?? '',
    owner: owner ?? '',
    token,
    expiresAt: isTime ? cleanLine(expiresAt) : undefined,
    repositories,
    permissions: permissions ? toPermissions(permissions) : undefined,
  };
}

function toExclusion({ repo, reason, message }: Exclusion): ExcludedSource {
  return {
    repo: cleanLine(repo),
    reason: reason ? cleanLine(reason) : 'unknown',
    message: message ? cleanLines(message) : undefined,
  };
}

export function toStsAnswer({ tokens, excluded }: MintAnswer): StsAnswer {
  return { tokens: (tokens ?? []).map(toToken), excluded: (excluded ?? []).map(toExclusion) };
}
