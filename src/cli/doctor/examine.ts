/** Runs every check in order. When a check fails, those that depend on it are skipped. */

import { createGitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { systemClock } from '../../runner/clock.ts';
import type { ServerConfig } from '../../server/config/config.ts';
import { featuresOf } from '../../server/config/used-features.ts';
import { serverRandom } from '../../server/system-ports.ts';
import { type CheckResult, type DoctorResult, fail } from './check.ts';
import { checkApp, checkInstallations, describeAppFailure } from './checks/app.ts';
import { checkAppKeys } from './checks/app-keys.ts';
import { checkAppVisibility } from './checks/app-visibility.ts';
import { checkAppWebhook } from './checks/app-webhook.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfigFile } from './checks/config.ts';
import { checkDashboard } from './checks/dashboard.ts';
import { checkDatabase } from './checks/database.ts';
import { checkDeployments } from './checks/deployments.ts';
import { checkFiles } from './checks/files.ts';
import { checkPublicUrl } from './checks/public-url.ts';
import { checkRepositories } from './checks/repositories.ts';
import { checkWebhookTargets } from './checks/webhooks.ts';
import { readDeploymentFacts } from './deployment-facts.ts';
import { readResolvedRepositories } from './resolved-repositories.ts';

/** The client rejects with everything that matters here. */
const nothing = () => undefined;
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export interface DoctorPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Whether to fix what can be fixed safely. Nothing is changed otherwise. */
  readonly fix?: boolean | undefined;
  /** Called before a check, which can take seconds. */
  readonly starting?: ((check: string) => void) | undefined;
  /** Called with each result as soon as it is known. */
  readonly report?: ((result: CheckResult) => void) | undefined;
}

async function examineGitHub(
  config: ServerConfig,
  ports: DoctorPorts,
  report: (check: string, findings: readonly DoctorResult[]) => void,
): Promise<void> {
  const { app, apiUrl, graphqlUrl } = config.github;
  if (app === undefined) {
    report('app', [
      fail(
        'app-missing',
        'No GitHub App is configured. The server cannot resolve repository names or issue tokens.',
      ),
    ]);
    return;
  }
  const clientWith = (privateKey: string) =>
    createGitHubClient(
      { apiUrl, graphqlUrl, appId: app.id, privateKey, userAgent: 'atmos-pro-doctor' },
      { clock: systemClock, random: serverRandom, logger: quiet, fetch: ports.fetch },
    );
  const client = clientWith(app.privateKey);
  try {
    const { app: named, findings: ofApp } = await checkApp(client, featuresOf(config));
    report('app', ofApp);
    if (named !== undefined) report('app', await checkAppVisibility(named, config, ports));
    report('app', await checkAppKeys(app.privateKey, clientWith));
    if (named !== undefined) report('app', await checkAppWebhook(named, config, { client, now: ports.now }));
    ports.starting?.('installations');
    const { installations, findings } = await checkInstallations(client, config);
    report('installations', findings);
    if (installations.length === 0) return;
    const resolved = await readResolvedRepositories(config);
    ports.starting?.('repositories');
    report(
      'repositories',
      await checkRepositories(config, { client, installations, resolved, now: ports.now }),
    );
    ports.starting?.('deployments');
    const facts = await readDeploymentFacts(config);
    if (named !== undefined) {
      const { id: appId } = named;
      report(
        'deployments',
        await checkDeployments(config, { client, appId, installations, resolved, facts }),
      );
    }
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    report('app', [describeAppFailure(error)]);
  }
}

/** Results in the order of the checks: each comes after those that it depends on. */
export async function examine(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
  ports: DoctorPorts,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const report = (check: string, findings: readonly DoctorResult[]) => {
    for (const finding of findings) {
      const result = { check, ...finding };
      results.push(result);
      ports.report?.(result);
    }
  };
  const { config, secretFiles, findings } = await checkConfigFile(file, variables);
  report('config', findings);
  if (config === undefined) return results;
  const files = { config: file, secrets: secretFiles, database: config.database };
  report('files', checkFiles(files, { fix: ports.fix === true, now: ports.now() }));
  ports.starting?.('database');
  report('database', await checkDatabase(config.database));
  ports.starting?.('clock');
  report('clock', await checkClock(config.github.apiUrl, config.clockToleranceSeconds, ports));
  ports.starting?.('app');
  await examineGitHub(config, ports, report);
  report('dashboard', checkDashboard(config));
  ports.starting?.('webhooks');
  report('webhooks', await checkWebhookTargets(config.webhooks));
  ports.starting?.('public-url');
  report('public-url', await checkPublicUrl(config, ports));
  return results;
}
