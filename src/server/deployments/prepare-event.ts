/** Gives a delivery to the part that it is about. */
import { isRecord } from '../../base/text.ts';
import type { DefaultBranches } from './default-branches.ts';
import type { DeliveredEvent, FindDeployed, PrepareDelivery } from './seams.ts';

export interface EventPorts {
  readonly findDeployed: FindDeployed;
  readonly defaultBranches: Pick<DefaultBranches, 'learn'>;
  /** By event; an event without one is ignored. */
  readonly parts: Readonly<Partial<Record<string, PrepareDelivery>>>;
}

function ignore(reason: string): ReturnType<PrepareDelivery> {
  return Promise.resolve(async () => ({ status: 'ignored', reason }));
}

function readRepositoryId({ payload }: DeliveredEvent): string | undefined {
  const { repository } = payload;
  const id = isRecord(repository) ? repository['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : undefined;
}

export function createPrepareEvent({ findDeployed, defaultBranches, parts }: EventPorts) {
  return async (event: DeliveredEvent, signal: AbortSignal): ReturnType<PrepareDelivery> => {
    const prepare = Object.hasOwn(parts, event.event) ? parts[event.event] : undefined;
    if (prepare === undefined) return ignore(`Nothing on this server acts on ${event.event}.`);
    const repositoryId = readRepositoryId(event);
    if (repositoryId === undefined) return ignore('The event names no repository.');
    const repository = await findDeployed(repositoryId);
    if (repository === undefined) return ignore('The repository has no deployments in the configuration.');
    defaultBranches.learn(repository, event);
    return prepare(event, repository, signal);
  };
}
