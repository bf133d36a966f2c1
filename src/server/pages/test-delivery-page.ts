/** The page on which an admin has GitHub send its newest delivery again, and sees whether it arrives. */
import { ok } from '../../base/result.ts';
import { deliveryGuidPattern, deliveryIdPattern, type ListedDelivery } from '../../github/deliveries.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import { pagePatterns, testDeliveryPath } from '../../web/addresses.ts';
import {
  type AskedAttempt,
  renderTestDeliveryPage,
  type ShownAttempt,
} from '../../web/pages/test-delivery.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { buildPersonEntry } from '../people/index.ts';
import type { WorkspacePage, WorkspaceRequest } from './page.ts';
import type { PagePorts } from './page-ports.ts';

const refuseOff = refuseRequest(
  404,
  'DeliveryNotFound',
  'The server takes no deliveries: its configuration has no webhook secret.',
);

interface Attempts {
  readonly attempts: readonly ListedDelivery[];
  /** By repository id. */
  readonly names: ReadonlyMap<string, string>;
}

type Ports = Pick<PagePorts, 'redeliveryDesk' | 'directory' | 'clock' | 'audit'>;

function refuseFailure(error: unknown, { clock }: Pick<Ports, 'clock'>) {
  const { message } = readGitHubFailure(error, clock.now());
  return refuseRequest(503, 'Unavailable', `GitHub did not answer as expected. ${message}`);
}

async function listAttempts({ workspace }: WorkspaceRequest, ports: Ports): Promise<Answer<Attempts>> {
  const { redeliveryDesk, directory } = ports;
  if (redeliveryDesk === undefined) return refuseOff;
  const { resolved } = await directory.list(workspace.id);
  const names = new Map(resolved.map(({ repositoryId, canonicalName }) => [repositoryId, canonicalName]));
  try {
    return ok({ attempts: await redeliveryDesk.listAttempts([...names.keys()]), names });
  } catch (error) {
    return refuseFailure(error, ports);
  }
}

function showAttempt(attempt: ListedDelivery, { names }: Attempts): ShownAttempt {
  const { repositoryId = '', ...shown } = attempt;
  return { ...shown, repository: names.get(repositoryId) ?? repositoryId };
}

/** Ids grow, and have more digits than a number can hold. */
function isNewer(one: string, other: string): boolean {
  return BigInt(one) > BigInt(other);
}

function findAsked({ workspace, query }: WorkspaceRequest, found: Attempts): AskedAttempt | undefined {
  const { guid = '', after = '' } = query;
  if (!deliveryGuidPattern.test(guid) || !deliveryIdPattern.test(after)) return undefined;
  const attempt = found.attempts.find((one) => one.guid === guid && isNewer(one.id, after));
  return {
    attempt: attempt && showAttempt(attempt, found),
    again: testDeliveryPath(workspace.id, { guid, after }),
  };
}

/** Nothing but what the page showed is sent. */
async function redeliver(
  request: WorkspaceRequest,
  form: URLSearchParams,
  ports: Ports,
): Promise<Answer<ReturnType<typeof testDeliveryPath>>> {
  const { workspace, person, traceId } = request;
  const listed = await listAttempts(request, ports);
  if (listed.status === 'refused') return listed;
  const { attempts } = listed.value;
  const chosen = attempts.find(({ id }) => id === form.get('delivery'));
  if (chosen === undefined || ports.redeliveryDesk === undefined) {
    const message = 'GitHub no longer lists the delivery. Nothing was sent. Open the page again.';
    return refuseRequest(409, 'DeliveryNotFound', message);
  }
  const { id, guid, event, repositoryId } = chosen;
  const failure = await ports.redeliveryDesk.redeliver(chosen).catch((error: unknown) => ({ error }));
  const entry = buildPersonEntry(person, {
    ...{ event: 'delivery.tested', outcome: failure === undefined ? 'allowed' : 'failed', traceId },
    ...{ workspaceId: workspace.id, details: { delivery: id, guid, event } },
  });
  await ports.audit.append({ ...entry, repositoryId });
  if (failure !== undefined) return refuseFailure(failure.error, ports);
  const after = attempts
    .filter((one) => one.guid === guid)
    .reduce((most, one) => (isNewer(one.id, most) ? one.id : most), id);
  return ok(testDeliveryPath(workspace.id, { guid, after }));
}

export function createTestDeliveryPage(ports: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.testDelivery,
    role: 'admin',
    async read(request) {
      const listed = await listAttempts(request, ports);
      if (listed.status === 'refused') return listed;
      const { attempts } = listed.value;
      const [newest] = attempts;
      return ok(
        renderTestDeliveryPage({
          ...{ workspaceId: request.workspace.id, now: ports.clock.now() },
          newest: newest && showAttempt(newest, listed.value),
          asked: findAsked(request, listed.value),
        }),
      );
    },
    act: (request, form) => redeliver(request, form, ports),
  };
}
