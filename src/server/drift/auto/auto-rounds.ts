/** Starts remediations without a person, for the causes that the configuration names: one by one, and with every brake judged again in the transaction. */
import type { Kysely } from 'kysely';
import type { Logger, Random } from '../../../base/ports.ts';
import { type AutoRule, decideAuto, findAutoRule } from '../../../domain/drift/decide-auto.ts';
import { compileIgnoreRules } from '../../../domain/drift/ignore.ts';
import { type InstanceName, instanceKey } from '../../../domain/stacks/items.ts';
import type { DefaultHead } from '../../../github/default-head.ts';
import { type OpenedDatabase, readDatabaseTime } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import { createRounds, type WorkKind } from '../../work/kind.ts';
import { type ChangedInstance, readChangedInstances, readInstanceChanges } from '../causes/change-reads.ts';
import { withoutIgnored } from '../causes/ignored.ts';
import type { CoveringSchedule } from '../periods.ts';
import type { DriftDeployments, DriftRepository, FindLockHolders } from '../ports.ts';
import { type RemediatePorts, remediate } from '../remediate.ts';
import type { DriftRepositories } from '../repositories.ts';
import { recordStopped } from './audit.ts';
import {
  addAutoRun,
  countOfSweep,
  digestRule,
  type FoundBy,
  findDetection,
  listAutoRuns,
  lockAutoDecision,
  noteReturned,
} from './auto-table.ts';
import { createPlannedHeads, type PlannedHeads } from './planned-heads.ts';

const roundMs = 30_000;

export interface AutoPorts extends RemediatePorts {
  readonly database: OpenedDatabase;
  readonly repositories: DriftRepositories;
  readonly deployments: Pick<DriftDeployments, 'openRemediation' | 'listChanging'>;
  readonly findLockHolders: FindLockHolders;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

interface Candidate {
  readonly repository: DriftRepository;
  readonly name: InstanceName;
  readonly rule: AutoRule;
}

/** A schedule allows it, and none forbids it. */
function isAllowed(schedules: readonly CoveringSchedule[]): boolean {
  const current = schedules.filter(({ schedule }) => !schedule.paused);
  return (
    current.some(({ schedule }) => schedule.remediate === 'auto') &&
    schedules.every(({ schedule }) => schedule.remediate !== 'off')
  );
}

/** The rule for what the newest report of an instance says. */
function findRule(changed: ChangedInstance, { repositoryId, drift }: DriftRepository, now: number) {
  const rules = new Map([[repositoryId, compileIgnoreRules(drift.ignore, now)]]);
  const { left, ignored } = withoutIgnored(changed, rules);
  return findAutoRule({ changes: left, ignored, isTruncated: changed.isTruncated }, drift.auto, now);
}

async function findCandidates(
  repository: DriftRepository,
  now: number,
  { database, periods }: AutoPorts,
): Promise<readonly Candidate[]> {
  const { workspaceId, repositoryId } = repository;
  const covering = periods.covering(repository, now);
  const found: Candidate[] = [];
  for await (const changed of readChangedInstances(database.db, { workspaceId, repositoryId })) {
    const [first] = changed.changes;
    if (first?.componentType !== 'terraform') continue;
    const rule = findRule(changed, repository, now);
    const name = { stack: first.stack, component: first.component };
    if (rule !== undefined && isAllowed(covering(name))) found.push({ repository, name, rule });
  }
  return found;
}

async function judge(
  db: Kysely<Database>,
  { repository, name, rule }: Candidate,
  { found, now }: { readonly found: FoundBy; readonly now: number },
) {
  const runs = await listAutoRuns(db, repository, digestRule(rule));
  const sweepCount = await countOfSweep(db, repository, found.detection);
  const candidate = { instance: instanceKey(name), detection: found.detection };
  return decideAuto(candidate, { rule, runs, sweepCount, now });
}

async function isFree(
  trx: Kysely<Database>,
  { repository, name }: Candidate,
  { deployments, findLockHolders }: AutoPorts,
): Promise<boolean> {
  const { workspaceId, repositoryId } = repository;
  const paths = [`${name.stack}/${name.component}`];
  if ((await findLockHolders(trx, { workspaceId, repositoryId, paths })).size > 0) return false;
  const changing = await deployments.listChanging(trx, repositoryId);
  return !changing.some((one) => instanceKey(one) === instanceKey(name));
}

/** The same run may have reported something else since it was read. */
async function isStillNamed(
  trx: Kysely<Database>,
  { repository, name, rule }: Candidate,
  now: number,
): Promise<boolean> {
  const { workspaceId, repositoryId } = repository;
  const key = { workspaceId, repositoryId, ...name, componentType: 'terraform' };
  return findRule(await readInstanceChanges(trx, key), repository, now) === rule;
}

async function start(
  candidate: Candidate,
  { found, head }: { readonly found: FoundBy; readonly head: DefaultHead },
  ports: AutoPorts,
): Promise<void> {
  const { repository, name, rule } = candidate;
  const { dialect } = ports.database;
  const outcome = await remediate(
    {
      repository,
      instances: [name],
      actor: undefined,
      reason: rule.reason,
      traceId: ports.random.uuid().replaceAll('-', ''),
      details: { cause: rule.cause, detection: found.detection },
      head,
      async confirm(trx, now) {
        await lockAutoDecision(trx, dialect, repository);
        const again = await findDetection(trx, repository, name);
        if (again?.detection !== found.detection) return false;
        return (
          (await isStillNamed(trx, candidate, now)) &&
          (await judge(trx, candidate, { found, now })) === 'start' &&
          (await isFree(trx, candidate, ports))
        );
      },
      onStarted: (trx, batchId) =>
        addAutoRun(trx, dialect, {
          ...{ place: repository, ...name, cause: rule.cause, rule: digestRule(rule) },
          ...{ detection: found.detection, batchId },
        }),
    },
    ports,
  );
  if (outcome.status === 'refused')
    ports.logger.debug('drift: a remediation was not started', { reason: outcome.refusal.message });
}

async function stop({ repository, name, rule }: Candidate, ports: AutoPorts): Promise<void> {
  const { db, dialect } = ports.database;
  await db.transaction().execute(async (trx) => {
    const { workspaceId, repositoryId } = repository;
    const place = { workspaceId, repositoryId };
    if (!(await noteReturned(trx, place, { ...name, rule: digestRule(rule) }))) return;
    const traceId = ports.random.uuid().replaceAll('-', '');
    await recordStopped(trx, dialect, { place, name, cause: rule.cause, why: 'returned', traceId });
  });
}

async function remediateRepository(
  repository: DriftRepository,
  { heads, signal }: { readonly heads: PlannedHeads; readonly signal: AbortSignal },
  ports: AutoPorts,
): Promise<void> {
  if (repository.drift.auto.length === 0) return;
  const { db } = ports.database;
  const now = await readDatabaseTime(ports.database);
  for (const candidate of await findCandidates(repository, now, ports)) {
    signal.throwIfAborted();
    const found = await findDetection(db, repository, candidate.name);
    if (found === undefined) continue;
    const verdict = await judge(db, candidate, { found, now });
    if (verdict === 'returned') await stop(candidate, ports);
    if (verdict !== 'start') continue;
    const head = await heads.find(repository, { sha: found.sha, now, signal });
    if (head !== undefined) await start(candidate, { found, head }, ports);
  }
}

export function createAutoRounds(ports: AutoPorts): WorkKind {
  const heads = createPlannedHeads(ports);
  return createRounds('drift-auto', roundMs, async (signal) => {
    for (const workspaceId of ports.repositories.workspaceIds) {
      const { repositories } = await ports.repositories.list(workspaceId);
      for (const repository of repositories) {
        try {
          await remediateRepository(repository, { heads, signal }, ports);
        } catch (error) {
          if (signal.aborted) throw error;
          const fields = { repository: repository.repositoryId, error };
          ports.logger.warn('drift: nothing of a repository was remediated automatically', fields);
        }
      }
    }
  });
}
