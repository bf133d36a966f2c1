/** Answers an admin with the causes of drift in a workspace, without what the configuration ignores. */
import type { Kysely } from 'kysely';
import type { Static } from 'typebox';
import { type listDriftCausesRoute, maxDriftCauses } from '../../../api/routes/drift-causes.ts';
import { ok } from '../../../base/result.ts';
import { toTimestamp } from '../../../base/text.ts';
import { CauseCollector, type DriftCause, guessCauses, sortCauses } from '../../../domain/drift/causes.ts';
import { describeDriftCause } from '../../../domain/drift/describe-cause.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { Answer } from '../../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import { type DriftScope, readChangedInstances, readUnexplained } from './change-reads.ts';
import { noCause } from './find-targets.ts';
import { type IgnoreRules, readIgnoreRules, withoutIgnored } from './ignored.ts';

export interface CausePorts {
  readonly database: OpenedDatabase;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  /** Now, by the clock of the database. */
  now(): Promise<number>;
}

/** Instances that a list names of each cause, and of one cause that is asked for. */
const named = { list: 5, one: 1_000 } as const;

export interface FoundCauses {
  readonly causes: readonly DriftCause[];
  readonly ignored: { readonly changes: number; readonly instances: number };
  readonly truncated: boolean;
}

export async function findCauses(
  db: Kysely<Database>,
  scope: DriftScope,
  { rules, maxInstances }: { readonly rules: IgnoreRules; readonly maxInstances: number },
): Promise<FoundCauses> {
  const collector = new CauseCollector(maxInstances);
  const ignored = { changes: 0, instances: 0 };
  const reading = readChangedInstances(db, scope);
  for await (const instance of reading) {
    const judged = withoutIgnored(instance, rules);
    for (const change of judged.left) collector.add(change);
    ignored.changes += judged.ignored;
    if (judged.isInSync) ignored.instances += 1;
  }
  const unexplained = await readUnexplained(db, scope);
  const guesses = guessCauses(unexplained.instances, maxInstances);
  return {
    causes: sortCauses([...collector.finish(), ...guesses]),
    ignored,
    truncated: reading.isTruncated || collector.isTruncated || unexplained.isTruncated,
  };
}

function showCause(cause: DriftCause, names: RepositoryNames, now: number) {
  const { instances, since, ...facts } = cause;
  return {
    ...facts,
    since: toTimestamp(since),
    description: describeDriftCause(cause, now),
    instances: instances.map(({ repositoryId, ...one }) => ({
      repository: names.nameOf(repositoryId) ?? repositoryId,
      ...one,
    })),
  };
}

const nothing = { causes: [], ignored: { changes: 0, instances: 0 }, truncated: false } as const;

export async function listCausesForAdmin(
  workspace: WorkspaceConfig,
  { repository, cause: wanted }: Static<(typeof listDriftCausesRoute)['query']>,
  { database, repositories, now: readNow }: CausePorts,
): Promise<Answer<unknown>> {
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined)
    return wanted === undefined ? ok(nothing) : noCause;
  const now = await readNow();
  const scope = { workspaceId: workspace.id, repositoryId };
  const rules = readIgnoreRules(workspace, names, now);
  const maxInstances = wanted === undefined ? named.list : named.one;
  const found = await reachStore(() => findCauses(database.db, scope, { rules, maxInstances }));
  const asked = wanted === undefined ? found.causes : found.causes.filter(({ id }) => id === wanted);
  if (wanted !== undefined && asked.length === 0) return noCause;
  return ok({
    causes: asked.slice(0, maxDriftCauses).map((cause) => showCause(cause, names, now)),
    ignored: found.ignored,
    truncated: found.truncated || asked.length > maxDriftCauses,
  });
}
