/** The post step: restores the environment and revokes the tokens. Never fails the job. */

import { revokeTokens } from '../../src/client/sts/revoke-tokens.ts';
import { restoreEnvironment } from '../../src/domain/git-config/environment.ts';
import { removeGitConfigFile, removeGitRules } from '../../src/git/git-config-file.ts';
import { readVariable } from '../../src/runner/environment.ts';
import { deleteInstallationToken, type GitHubCall } from '../../src/runner/github.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { readTokenChanges, readTokens } from './state.ts';

/** The post steps of earlier actions run after this one: they must not use a revoked token. */
async function restoreChanges(runner: Runner): Promise<void> {
  const { gitConfig, file, rules, tokenVariables } = await readTokenChanges(runner);
  const restored = gitConfig === undefined ? {} : restoreEnvironment(gitConfig, runner.environment);
  const cleared = Object.fromEntries(tokenVariables.map((name) => [name, '']));
  await runner.exportVariables({ ...restored, ...cleared });
  if (file !== undefined) await removeGitConfigFile(file);
  if (rules !== undefined) await removeGitRules(rules);
}

async function revokeAll(runner: Runner): Promise<void> {
  const tokens = await readTokens(runner);
  const own = {
    serverUrl: readVariable('GITHUB_SERVER_URL', runner.environment),
    apiUrl: readVariable('GITHUB_API_URL', runner.environment),
  };
  const ports = {
    clock: runner.clock,
    random: runner.random,
    deleteInstallationToken: (call: GitHubCall) => deleteInstallationToken(call, runner),
  };
  for (const result of await revokeTokens(tokens, own, ports)) {
    const name = `The token for ${result.owner} on ${result.host}`;
    if (result.status === 'failed') {
      const text = `${name} could not be revoked and is valid until it expires: ${result.reason}`;
      await runner.warning(text, 'REMOTE_REFUSED');
    } else {
      runner.logger.info(
        result.status === 'revoked' ? `${name} is revoked.` : `${name} was no longer valid.`,
      );
    }
  }
}

/** Runs both parts even if one fails. Throws the first error at the end. */
export async function cleanUp(runner: Runner): Promise<void> {
  const results = await Promise.allSettled([restoreChanges(runner), revokeAll(runner)]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
