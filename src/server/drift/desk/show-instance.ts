/** Reads what the page of one instance shows besides its row: schedules, results, runs, changes and their causes, badge. */
import type { DriftProblemData, DriftRunData } from '../../../api/routes/drift.ts';
import { maxDriftHistory } from '../../../api/routes/drift.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import type { Shown } from '../../http/answer.ts';
import type { RepositoryNames } from '../../repositories/repository-names.ts';
import { findBadge } from '../badges/badge-table.ts';
import { describeBadge } from '../badges/index.ts';
import { readIgnoreRules } from '../causes/ignored.ts';
import { type DriftChanges, readJudgedChanges } from '../causes/instance-changes.ts';
import { readDriftRuns, showDriftInstances } from '../show-drift.ts';
import type { ListedInstance } from './instance-pages.ts';
import type { DriftDeskPorts } from './ports.ts';

export interface InstanceDetails extends DriftChanges {
  /** `undefined`: drift detection does not check it, by the configuration or by its own settings. */
  readonly checks:
    | {
        readonly schedules: readonly string[];
        readonly nextCheck: string | undefined;
        readonly missing: Shown<DriftProblemData> | undefined;
      }
    | undefined;
  /** Newest first. */
  readonly results: readonly {
    readonly at: number;
    readonly status: string;
    readonly command: string | undefined;
    readonly exitCode: number | undefined;
  }[];
  readonly runs: readonly Shown<DriftRunData>[];
  /** `undefined`: badges are off. */
  readonly badge: 'none' | { readonly token: string; readonly markdown: string } | undefined;
}

interface Asked {
  readonly workspace: WorkspaceConfig;
  readonly instance: ListedInstance;
  readonly names: RepositoryNames;
  readonly now: number;
}

/** Whether the repository of a live instance has badges. */
export function hasBadges(
  { repositoryId, orphanedAt }: Pick<ListedInstance, 'repositoryId' | 'orphanedAt'>,
  { workspace, names }: Pick<Asked, 'workspace' | 'names'>,
): boolean {
  const repository = workspace.repositories.find(({ name }) => names.idOf(name) === repositoryId);
  return repository?.drift?.badges === true && orphanedAt === undefined;
}

async function readBadge(
  asked: Asked,
  { database, config }: DriftDeskPorts,
): Promise<InstanceDetails['badge']> {
  const { workspace, instance } = asked;
  if (!hasBadges(instance, asked)) return undefined;
  const token = await findBadge(database.db, { ...instance, workspaceId: workspace.id });
  if (token === undefined) return 'none';
  return { token, markdown: describeBadge(token, config.publicUrl).markdown };
}

/** When and by which schedules it is checked. */
async function readChecks(
  { workspace, instance, now }: Asked,
  ports: DriftDeskPorts,
): Promise<InstanceDetails['checks']> {
  const { repositories } = await ports.repositories.list(workspace.id);
  const { repositoryId, stack, component, componentType } = instance;
  const repository = repositories.find((one) => one.repositoryId === repositoryId);
  if (repository === undefined) return undefined;
  const { instances } = await ports.inventory.list({
    ...{ workspaceId: workspace.id, repositoryId, limit: 10 },
    after: { repositoryId, stack, component, componentType: '' },
  });
  const same = instances.filter(
    (one) =>
      one.stack === stack &&
      one.component === component &&
      one.componentType === componentType &&
      one.enabled &&
      one.driftEnabled,
  );
  const [shown] = await showDriftInstances(repository, { instances: same, now }, ports);
  if (shown === undefined) return undefined;
  const { schedules, nextCheck, problem } = shown;
  return { schedules, nextCheck, missing: problem };
}

export async function showInstanceDetails(asked: Asked, ports: DriftDeskPorts): Promise<InstanceDetails> {
  const { workspace, instance } = asked;
  const { repositoryId, stack, component } = instance;
  const name = { workspaceId: workspace.id, repositoryId, stack, component };
  const findRule = readIgnoreRules(workspace, asked.names, asked.now).get(repositoryId);
  const key = { ...instance, workspaceId: workspace.id };
  return {
    ...(await readJudgedChanges(ports.database, key, findRule)),
    checks: await readChecks(asked, ports),
    results: await ports.history({ ...name, limit: maxDriftHistory }),
    runs: await readDriftRuns(ports.database.db, name),
    badge: await readBadge(asked, ports),
  };
}
