/** Reads from the database which workflows the components of a repository start, and which workflows upload. */
import { type Activity, dispatchEvents } from '../../domain/dispatch/activities.ts';
import { type ProEntry, type ProInput, readPro } from '../../domain/dispatch/read-pro.ts';
import type { ServerConfig } from '../../server/config/config.ts';
import { inspectDatabase } from '../../server/database/inspect.ts';
import { type OpenedDatabase, openDatabase } from '../../server/database/open.ts';

/** Most components that are read. */
const maxInstances = 20_000;

/** A workflow file that a component starts. */
export interface NamedStart {
  readonly stack: string;
  readonly component: string;
  readonly activity: Activity;
  readonly file: string;
  readonly inputs: readonly ProInput[];
}

export interface DeploymentFacts {
  readonly starts: readonly NamedStart[];
  /** Files of workflows that have uploaded affected stacks of pull requests. */
  readonly uploaders: readonly string[];
}

interface Instance {
  readonly stack: string;
  readonly component: string;
  readonly pro: string | null;
}

function readStarts({ stack, component, pro }: Instance): NamedStart[] {
  const settings = readPro(pro ?? undefined);
  if (!settings.enabled) return [];
  const entries: Readonly<Record<(typeof dispatchEvents)[number], ReadonlyMap<string, ProEntry>>> = {
    pull_request: settings.pullRequest,
    merge_group: settings.mergeGroup,
    release: settings.release,
    drift_detection: settings.drift,
  };
  return dispatchEvents.flatMap((event) =>
    [...entries[event]].flatMap(([activity, entry]) =>
      entry.status === 'read'
        ? entry.workflows.map((workflow) => ({
            ...{ stack, component, activity: { event, activity } },
            ...workflow,
          }))
        : [],
    ),
  );
}

async function readFacts({ db }: OpenedDatabase): Promise<ReadonlyMap<string, DeploymentFacts>> {
  const instances = await db
    .selectFrom('instances')
    .select(['repository_id', 'stack', 'component', 'pro'])
    .where('pro', 'is not', null)
    .where('enabled', '=', 1)
    .where('orphaned_at', 'is', null)
    .orderBy('stack')
    .orderBy('component')
    .limit(maxInstances)
    .execute();
  const uploading = await db
    .selectFrom('uploading_workflows')
    .select(['repository_id', 'file'])
    .where('event', '=', 'pull_request')
    .orderBy('file')
    .execute();
  const named = Map.groupBy(instances, ({ repository_id: id }) => id);
  const uploaders = Map.groupBy(uploading, ({ repository_id: id }) => id);
  return new Map(
    [...new Set([...named.keys(), ...uploaders.keys()])].map((id) => [
      id,
      {
        starts: (named.get(id) ?? []).flatMap(readStarts),
        uploaders: (uploaders.get(id) ?? []).map(({ file }) => file),
      },
    ]),
  );
}

/** By id of the repository. Empty when the database is not migrated. */
export async function readDeploymentFacts({
  database,
}: Pick<ServerConfig, 'database'>): Promise<ReadonlyMap<string, DeploymentFacts>> {
  const inspection = await inspectDatabase(database).catch(() => undefined);
  if (inspection === undefined || inspection.isMissing || inspection.pending.length > 0) return new Map();
  const opened = openDatabase(database, { keepMode: true });
  try {
    return await readFacts(opened);
  } finally {
    await opened.db.destroy();
  }
}
