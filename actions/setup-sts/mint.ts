/** Mints the tokens at the server. */
import { connectApi } from '../../src/client/client.ts';
import { acquireTokens } from '../../src/client/sts/acquire-tokens.ts';
import type { StsAnswer } from '../../src/client/sts/answer.ts';
import { basicCredential } from '../../src/domain/git-config/basic-credential.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** The response of the server. Every token is masked, as it is and as a Basic credential. */
export function mintTokens(settings: Settings, runner: Runner): Promise<StsAnswer> {
  const maskSecrets = (secrets: readonly string[]) =>
    runner.maskSecrets(secrets.flatMap((secret) => [secret, basicCredential(secret)]));
  const ports = apiPorts(settings, { ...runner, maskSecrets });
  const { client, withSession } = connectApi(settings, 'setup-sts', ports);
  return acquireTokens(settings, { ...ports, withSession, mintTokens: client.mintTokens });
}
