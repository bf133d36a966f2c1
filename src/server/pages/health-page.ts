/** The page about the health of the server, as a workspace sees it. */
import { ok } from '../../base/result.ts';
import { version } from '../../base/version.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { healthPath, pagePatterns, testDeliveryPath } from '../../web/addresses.ts';
import { renderHealthPage } from '../../web/pages/health.ts';
import { mergeBudgets, nameScopes } from './health-budgets.ts';
import { describeHealthFindings, findAccounts } from './health-findings.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

export function createHealthPage(ports: PagePorts): WorkspacePage {
  const { config, client, installations, directory, probe, clock, deliveryDesk, webhookDesk, samples } =
    ports;
  return {
    scope: 'workspace',
    pattern: pagePatterns.health,
    role: 'member',
    nav: { text: 'Health', href: healthPath },
    async read({ workspace, role }) {
      await probe.ready();
      const listed = await directory.list(workspace.id);
      const repositoryIds = listed.resolved.map(({ repositoryId }) => repositoryId);
      const accounts = await findAccounts(workspace, { installations, now: clock.now() });
      const owners = nameScopes(accounts);
      const [now, noted, overdue, deliveries, minutes, failedDelivery, webhooks, queues, replicas] =
        await Promise.all([
          probe.now(),
          samples.budgets([...owners.keys()]),
          samples.overdue(),
          deliveryDesk.backlog(),
          deliveryDesk.countMinutes(repositoryIds),
          deliveryDesk.findFailed(repositoryIds),
          webhookDesk.list(workspace.id),
          ports.workMetrics.backlog(),
          ports.replicas.list(),
        ]);
      const { breaker, budgets: own } = client.health();
      const mayTest = ports.redeliveryDesk !== undefined && includesRole(role, 'admin');
      return ok(
        renderHealthPage({
          ...{ now, ownNow: clock.now(), deliveries, minutes, failedDelivery, webhooks, queues, overdue },
          ...{ replicas, version, testHref: mayTest ? testDeliveryPath(workspace.id) : undefined },
          findings: describeHealthFindings(accounts, listed, config),
          isBreakerOpen: breaker !== 'closed',
          budgets: mergeBudgets({ samples: noted, own }, owners, clock.now()),
          engine: config.database.kind,
          ownReplicaId: ports.replicas.ownId,
        }),
      );
    },
  };
}
