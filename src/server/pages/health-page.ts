/** The page about the health of the server, as a workspace sees it. */
import { ok } from '../../base/result.ts';
import { version } from '../../base/version.ts';
import type { Budget } from '../../github/budgets.ts';
import { healthPath, pagePatterns } from '../../web/addresses.ts';
import { renderHealthPage, type ShownBudget } from '../../web/pages/health.ts';
import { describeHealthFindings, type FoundAccount, findAccounts } from './health-findings.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** Those of the App and of the accounts of the workspace. */
function showBudgets(budgets: readonly Budget[], accounts: readonly FoundAccount[]): readonly ShownBudget[] {
  const owners = new Map<string, string>([['app', 'GitHub App']]);
  for (const { owner, installation } of accounts)
    if (installation !== undefined) owners.set(`installation/${installation.id}`, owner);
  return budgets.flatMap(({ scope, ...budget }) => {
    const owner = owners.get(scope);
    return owner === undefined ? [] : [{ ...budget, owner }];
  });
}

export function createHealthPage(ports: PagePorts): WorkspacePage {
  const { config, client, installations, directory, probe, clock, deliveryDesk, webhookDesk } = ports;
  return {
    scope: 'workspace',
    pattern: pagePatterns.health,
    role: 'member',
    nav: { text: 'Health', href: healthPath },
    async read({ workspace }) {
      await probe.ready();
      const listed = await directory.list(workspace.id);
      const repositoryIds = listed.resolved.map(({ repositoryId }) => repositoryId);
      const [now, accounts, deliveries, failedDelivery, webhooks, queues, replicas] = await Promise.all([
        probe.now(),
        findAccounts(workspace, { installations, now: clock.now() }),
        deliveryDesk.backlog(),
        deliveryDesk.findFailed(repositoryIds),
        webhookDesk.list(workspace.id),
        ports.workMetrics.backlog(),
        ports.replicas.list(),
      ]);
      const { breaker, budgets } = client.health();
      return ok(
        renderHealthPage({
          ...{ now, ownNow: clock.now(), deliveries, failedDelivery, webhooks, queues, replicas, version },
          findings: describeHealthFindings(accounts, listed, config),
          isBreakerOpen: breaker !== 'closed',
          budgets: showBudgets(budgets, accounts),
          engine: config.database.kind,
          ownReplicaId: ports.replicas.ownId,
        }),
      );
    },
  };
}
