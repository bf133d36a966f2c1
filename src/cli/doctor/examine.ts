/** Runs every check in turn; what stands on a failed one is left out, since it could only fail for the same reason. */

import { createGitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { systemClock } from '../../runner/clock.ts';
import type { ServerConfig } from '../../server/config/config.ts';
import { systemRandom } from '../../server/system-ports.ts';
import { type CheckResult, type Finding, fail } from './check.ts';
import { checkApp, checkInstallations, describeAppFailure, featuresOf } from './checks/app.ts';
import { checkAppKeys } from './checks/app-keys.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfig } from './checks/config.ts';
import { checkDatabase } from './checks/database.ts';
import { checkPublicUrl } from './checks/public-url.ts';
import { checkRepositories } from './checks/repositories.ts';
import { checkWebhooks } from './checks/webhooks.ts';
import { readResolvedRepositories } from './resolved-repositories.ts';

/** Whatever the client has to tell is in what it rejects with. */
const nothing = () => undefined;
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export interface ExamineInput {
  readonly file: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

async function examineGitHub(
  config: ServerConfig,
  input: ExamineInput,
  report: (check: string, findings: readonly Finding[]) => void,
): Promise<void> {
  const { app, apiUrl, graphqlUrl } = config.github;
  if (app === undefined) {
    const advice =
      '`atmos-pro github-app manifest` describes it. Then set `github.app_id` and its private key.';
    report('app', [
      fail(
        'app-missing',
        'No GitHub App is configured: callers cannot be recognised by name, and nothing can be minted.',
        advice,
      ),
    ]);
    return;
  }
  const clientWith = (privateKey: string) =>
    createGitHubClient(
      { apiUrl, graphqlUrl, appId: app.id, privateKey, userAgent: 'atmos-pro-doctor' },
      { clock: systemClock, random: systemRandom, logger: quiet, fetch: input.fetch },
    );
  const client = clientWith(app.privateKey);
  try {
    report('app', await checkApp(client, featuresOf(config)));
    report('app', await checkAppKeys(app.privateKey, clientWith));
    const { installations, findings } = await checkInstallations(client, config);
    report('installations', findings);
    if (installations.length === 0) return;
    const resolved = await readResolvedRepositories(config);
    report(
      'repositories',
      await checkRepositories({ config, client, installations, resolved, now: input.now }),
    );
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    report('app', [describeAppFailure(error)]);
  }
}

/** In the order in which things depend on each other. */
export async function examine(input: ExamineInput): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const report = (check: string, findings: readonly Finding[]) => {
    results.push(...findings.map((finding) => ({ check, ...finding })));
  };
  const { config, findings } = await checkConfig(input.file, input.variables);
  report('config', findings);
  if (config === undefined) return results;
  report('database', await checkDatabase(config.database));
  const clock = await checkClock(config.github.apiUrl, config.clockToleranceSeconds, input);
  report('clock', clock);
  await examineGitHub(config, input, report);
  report('webhooks', await checkWebhooks(config.webhooks));
  report('public-url', await checkPublicUrl(config, input.fetch));
  return results;
}
