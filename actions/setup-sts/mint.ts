/** Connects the domain's view of a mint with the runner and the server. */
import { createApiClient } from '../../src/api/client.ts';
import { basicCredential } from '../../src/git-config/basic-credential.ts';
import { requestIdToken } from '../../src/runner/id-token.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { acquireTokens } from '../../src/sts/acquire-tokens.ts';
import type { StsAnswer } from '../../src/sts/answer.ts';
import { version } from '../../src/version.ts';
import type { Settings } from './settings.ts';

/** The server's answer; every secret in it is masked, in both forms in which it travels. */
export function mintTokens(settings: Settings, runner: Runner): Promise<StsAnswer> {
  const { baseUrl, endpoint } = settings;
  const client = createApiClient(
    { baseUrl, endpoint, userAgent: `atmos-pro-actions/${version} (setup-sts)` },
    runner,
  );
  return acquireTokens(settings, {
    requestIdToken: () => requestIdToken(settings.audience, runner.environment, runner),
    exchangeIdToken: client.exchangeIdToken,
    mintTokens: client.mintTokens,
    maskSecrets: (secrets) =>
      runner.maskSecrets(secrets.flatMap((secret) => [secret, basicCredential(secret)])),
    clock: runner.clock,
    random: runner.random,
  });
}
