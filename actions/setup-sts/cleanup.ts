/** The post step: takes the changes back and revokes the tokens. Warns about what it could not do, never more. */

import { revokeTokens } from '../../src/client/sts/revoke-tokens.ts';
import { restoreEnvironment } from '../../src/domain/git-config/environment.ts';
import { removeGitConfigFile } from '../../src/git/git-config-file.ts';
import { readVariable } from '../../src/runner/environment.ts';
import { deleteInstallationToken, type GitHubCall } from '../../src/runner/github.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { readChanges, readTokens } from './state.ts';

/** The post steps of earlier actions still run: none of them should meet a revoked token. */
async function takeBackChanges(runner: Runner): Promise<void> {
  const { gitConfig, file, tokenVariables } = readChanges(runner);
  const restored = gitConfig === undefined ? {} : restoreEnvironment(gitConfig, runner.environment);
  const cleared = Object.fromEntries(tokenVariables.map((name) => [name, '']));
  await runner.exportVariables({ ...restored, ...cleared });
  if (file !== undefined) await removeGitConfigFile(file);
}

async function revokeAll(runner: Runner): Promise<void> {
  const tokens = readTokens(runner);
  const serverUrl = readVariable('GITHUB_SERVER_URL', runner.environment);
  const apiUrl = readVariable('GITHUB_API_URL', runner.environment);
  const own = {
    ...(serverUrl === undefined ? {} : { serverUrl }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  };
  const ports = {
    clock: runner.clock,
    random: runner.random,
    deleteInstallationToken: (call: GitHubCall) => deleteInstallationToken(call, runner),
  };
  for (const result of await revokeTokens(tokens, own, ports)) {
    const name = `The token for ${result.owner} on ${result.host}`;
    if (result.status === 'failed') {
      const text = `${name} could not be revoked and lives until it expires: ${result.reason}`;
      await runner.warning(text, 'REMOTE_REFUSED');
    } else {
      runner.logger.info(
        result.status === 'revoked' ? `${name} is revoked.` : `${name} was no longer valid.`,
      );
    }
  }
}

/** Both parts are tried whatever becomes of the other; the first failure is thrown at the end. */
export async function cleanUp(runner: Runner): Promise<void> {
  const results = await Promise.allSettled([takeBackChanges(runner), revokeAll(runner)]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
