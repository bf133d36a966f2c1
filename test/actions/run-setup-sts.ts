/** Runs `setup-sts` against a scripted server, and reads the one error that a failed step shows. */
import { expect } from '@jest/globals';
import { type PeerScript, startApiPeer } from '../support/api-peer.ts';
import { runAction } from '../support/run-action.ts';

export type Inputs = Readonly<Record<string, string>>;

/** Journal lines of the three requests of a mint. */
export const requestLines = {
  idToken: 'GET /id-token?api-version=2&audience=atmos-pro.com',
  exchange: 'POST /api/v1/auth/github-oidc',
  sts: 'POST /api/v1/sts',
} as const;

/** The one error annotation of a failed step. */
export function annotationOf(stdout: string): string {
  const errors = stdout.split('\n').filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(1);
  return errors[0] ?? '';
}

export async function runAgainst(
  script: PeerScript,
  inputs: Inputs = {},
  environment: Record<string, string> = {},
) {
  await using peer = await startApiPeer(script);
  const result = await runAction('setup-sts', 'main', {
    inputs,
    environment: { ...peer.environment, ...environment },
  });
  return { ...result, journal: peer.journal() };
}
