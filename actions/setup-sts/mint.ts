/** Mints the tokens at the server. */
import { connectApi } from '../../src/client/client.ts';
import { acquireTokens } from '../../src/client/sts/acquire-tokens.ts';
import type { StsAnswer } from '../../src/client/sts/answer.ts';
import { type OwnClaims, readOwnClaims } from '../../src/client/sts/own-claims.ts';
import { basicCredential } from '../../src/domain/git-config/basic-credential.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

export interface Minted {
  readonly answer: StsAnswer;
  /** What the ID token of the job says about it. */
  readonly claims: OwnClaims;
}

/** The response of the server. Every token is masked, as it is and as a Basic credential. */
export async function mintTokens(settings: Settings, runner: Runner): Promise<Minted> {
  const maskSecrets = (secrets: readonly string[]) =>
    runner.maskSecrets(secrets.flatMap((secret) => [secret, basicCredential(secret)]));
  let claims: OwnClaims = [];
  const api = apiPorts(settings, { ...runner, maskSecrets });
  const requestIdToken = async () => {
    const token = await api.requestIdToken();
    claims = readOwnClaims(token);
    return token;
  };
  const ports = { ...api, requestIdToken };
  const { client, withSession } = connectApi(settings, 'setup-sts', ports);
  const answer = await acquireTokens(settings, { ...ports, withSession, mintTokens: client.mintTokens });
  return { answer, claims };
}
