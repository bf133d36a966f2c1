/** Takes reviews back where the configuration asks for none any more: an approval would go on to count as one that is required. */
import type { Logger } from '../../base/ports.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { enqueue } from '../work/enqueue.ts';
import { createRounds, runForEach, type WorkKind } from '../work/kind.ts';
import type { ShownRepository } from './ports.ts';
import { projectionKind } from './projection-table.ts';

/** How often the configuration is compared with the reviews, in milliseconds. */
const roundMs = 10 * 60_000;
/** Most reviews of a repository that one round takes back. */
const maxReviews = 200;

export interface LeftoverPorts {
  readonly database: OpenedDatabase;
  readonly logger: Pick<Logger, 'warn'>;
  /** `undefined`: the configuration no longer gives it deployments. */
  findDeployed(repositoryId: string): Promise<ShownRepository | undefined>;
}

interface Place {
  readonly workspaceId: string;
  readonly repositoryId: string;
}

/** Where something was said that was not taken back. */
function listReviewed({ database: { db } }: LeftoverPorts): Promise<readonly Place[]> {
  return db
    .selectFrom('projections')
    .select(['workspace_id as workspaceId', 'repository_id as repositoryId'])
    .distinct()
    .where('kind', '=', 'review')
    .where('remote_id', 'is not', null)
    .execute();
}

async function enqueueReviews(
  { workspaceId, repositoryId }: Place,
  { database: { db, dialect } }: LeftoverPorts,
): Promise<void> {
  const rows = await db
    .selectFrom('projections')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('kind', '=', 'review')
    .where('remote_id', 'is not', null)
    .orderBy('id')
    .limit(maxReviews)
    .execute();
  const entries = rows.map(({ id }) => ({ kind: projectionKind, key: String(id) }));
  await enqueue(db, dialect, entries);
}

export function createLeftoverReviews(ports: LeftoverPorts): WorkKind {
  async function takeBack(place: Place): Promise<void> {
    const repository = await ports.findDeployed(place.repositoryId);
    const isReviewed =
      repository?.workspaceId === place.workspaceId && repository.config.autoReview !== 'off';
    if (!isReviewed) await enqueueReviews(place, ports);
  }

  return createRounds('projection-leftover-reviews', roundMs, async (signal) =>
    runForEach(await listReviewed(ports), takeBack, {
      signal,
      onFailure: ({ repositoryId: repository }, error) =>
        ports.logger.warn('projections: reviews of a repository were not checked', { repository, error }),
    }),
  );
}
