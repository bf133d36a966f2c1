/** Starts the remediation of instances, for an admin or for a cause of the configuration: one batch, whose deployments take the locks of their instances. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import { ok, type Result, refuse } from '../../base/result.ts';
import { isStorable } from '../../base/text.ts';
import { readPro } from '../../domain/dispatch/read-pro.ts';
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import type { GitHubClient } from '../../github/client.ts';
import { type DefaultHead, fetchDefaultHead } from '../../github/default-head.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import { type OpenedDatabase, readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { recordStopped } from './auto/audit.ts';
import { settleAutoRun } from './auto/auto-table.ts';
import {
  claimRemediations,
  type DriftPlace,
  type DriftRow,
  findOpen,
  lockDriftRows,
} from './instance-table.ts';
import type { DriftPeriods } from './periods.ts';
import type { DriftDeployments, DriftEntry, DriftRepository } from './ports.ts';

export interface RemediatePorts {
  readonly database: OpenedDatabase;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly deployments: Pick<DriftDeployments, 'openRemediation'>;
  readonly periods: DriftPeriods;
}

export interface RemediateCommand {
  readonly repository: DriftRepository;
  readonly instances: readonly InstanceName[];
  /** `admin:` and the name of the token, or the login of a person; `undefined`: the server itself. */
  readonly actor: string | undefined;
  readonly reason: string;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Further facts for the audit log. */
  readonly details?: Readonly<Record<string, JsonValue>> | undefined;
  /** The head of the default branch, read a moment ago. Default: it is read now. */
  readonly head?: DefaultHead | undefined;
  /** Judges once more in the transaction, with the instances locked. */
  readonly confirm?: ((trx: Kysely<Database>, now: number) => Promise<boolean>) | undefined;
  /** In the transaction that starts it. */
  readonly onStarted?: ((trx: Kysely<Database>, batchId: number) => Promise<void>) | undefined;
}

export interface RemediateRefusal {
  readonly tag:
    | 'unknown_instance'
    | 'not_drifted'
    | 'not_wired'
    | 'remediation_off'
    | 'remediating'
    | 'archived'
    | 'withheld';
  readonly message: string;
}

type Refused = Result<never, RemediateRefusal>;

interface Found extends InstanceName {
  readonly status: string;
  readonly pro: string | undefined;
}

const remediable: ReadonlySet<string> = new Set(['drifted', 'error']);

/** Live, enabled instances with drift detection; of components with one name that of Terraform. */
async function findInstances(
  trx: Kysely<Database>,
  { repository, instances }: RemediateCommand,
): Promise<ReadonlyMap<string, Found>> {
  const wanted = new Set(instances.map(instanceKey));
  const rows = await trx
    .selectFrom('instances')
    .select(['stack', 'component', 'component_type as type', 'drift_status as status', 'pro'])
    .where('workspace_id', '=', repository.workspaceId)
    .where('repository_id', '=', repository.repositoryId)
    .where('stack', 'in', [...new Set(instances.map(({ stack }) => stack))])
    .where('component', 'in', [...new Set(instances.map(({ component }) => component))])
    .where('enabled', '=', 1)
    .where('drift_enabled', '=', 1)
    .where('orphaned_at', 'is', null)
    .execute();
  const found = new Map<string, Found>();
  for (const { stack, component, type, status, pro } of rows) {
    const key = instanceKey({ stack, component });
    if (!wanted.has(key) || (found.has(key) && type !== 'terraform')) continue;
    found.set(key, { stack, component, status, pro: pro ?? undefined });
  }
  return found;
}

function describeInstance({ stack, component }: InstanceName): string {
  return `${component} in ${stack}`;
}

function refuseUnknown(name: InstanceName): Refused {
  const message = `No live instance with drift detection: ${describeInstance(name)}.`;
  return refuse({ tag: 'unknown_instance', message });
}

function isWired({ pro }: Found): boolean {
  const entry = readPro(pro).drift.get('remediate');
  return entry?.status === 'read' && entry.workflows.length > 0;
}

/** `undefined`: it may be remediated. */
function judge(
  found: Found,
  facts: { readonly isOpen: boolean; readonly isOff: boolean },
): Refused | undefined {
  const name = describeInstance(found);
  if (facts.isOff)
    return refuse({ tag: 'remediation_off', message: `The schedules of ${name} have \`remediate: off\`.` });
  if (!isWired(found))
    return refuse({ tag: 'not_wired', message: `${name} has no \`drift_detection.remediate\` workflow.` });
  if (facts.isOpen) return refuse({ tag: 'remediating', message: `A remediation of ${name} has not ended.` });
  if (!remediable.has(found.status))
    return refuse({ tag: 'not_drifted', message: `${name} is ${found.status}, not drifted.` });
  return undefined;
}

async function record(
  trx: Kysely<Database>,
  { command, batchId }: { readonly command: RemediateCommand; readonly batchId: number },
  { database: { dialect } }: RemediatePorts,
): Promise<void> {
  const { repository, actor, reason, traceId, instances } = command;
  const names: JsonValue = instances.map(({ stack, component }) => ({ stack, component }));
  await appendAuditEntry(trx, dialect, {
    event: 'drift.remediated',
    outcome: 'allowed',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    actor,
    traceId,
    details: { batch: batchId, instances: names, reason, ...command.details },
  });
}

/** Automatic ones that have ended and were not judged yet: their instances have drifted all the same, so they were not applied. */
async function failReplaced(
  trx: Kysely<Database>,
  {
    place,
    rows,
    traceId,
  }: { readonly place: DriftPlace; readonly rows: Iterable<DriftRow>; readonly traceId: string },
  { database: { dialect } }: RemediatePorts,
): Promise<void> {
  for (const { stack, component, remediation: batchId, isRemediating } of rows) {
    if (!isRemediating || batchId === undefined) continue;
    const name = { stack, component };
    const cause = await settleAutoRun(trx, { batchId, ...name }, 'failed');
    if (cause !== undefined)
      await recordStopped(trx, dialect, { place, name, cause, why: 'failed', traceId });
  }
}

interface Started {
  readonly batchId: number;
  readonly count: number;
}

async function start(
  trx: Kysely<Database>,
  { command, sha, now }: { readonly command: RemediateCommand; readonly sha: string; readonly now: number },
  ports: RemediatePorts,
): Promise<Result<Started, RemediateRefusal>> {
  const { repository, traceId } = command;
  const { dialect } = ports.database;
  const place = { workspaceId: repository.workspaceId, repositoryId: repository.repositoryId };
  const names = [...new Map(command.instances.map((one) => [instanceKey(one), one])).values()];
  // Before their rows are made: a refusal leaves none behind.
  const live = await findInstances(trx, command);
  const unknown = names.find((name) => !live.has(instanceKey(name)));
  if (unknown !== undefined) return refuseUnknown(unknown);
  const rows = await lockDriftRows(trx, dialect, { place, names });
  const open = await findOpen(trx, dialect, { place, names, what: 'remediation' });
  const found = await findInstances(trx, command);
  const covering = ports.periods.covering(repository, now);
  const entries: DriftEntry[] = [];
  for (const name of names) {
    const schedules = covering(name);
    const isOff = schedules.length > 0 && schedules.every(({ schedule }) => schedule.remediate === 'off');
    const instance = found.get(instanceKey(name));
    // It was removed a moment ago.
    if (instance === undefined) return refuseUnknown(name);
    const refused = judge(instance, { isOpen: open.has(instanceKey(name)), isOff });
    if (refused !== undefined) return refused;
    entries.push({ ...name, pro: instance.pro });
  }
  if ((await command.confirm?.(trx, now)) === false)
    return refuse({ tag: 'withheld', message: 'The remediation is no longer wanted.' });
  const batchId = await ports.deployments.openRemediation(trx, { repository, id: traceId, sha, entries });
  await failReplaced(trx, { place, rows: rows.values(), traceId }, ports);
  await claimRemediations(trx, dialect, { place, batchId, names });
  await record(trx, { command, batchId }, ports);
  await command.onStarted?.(trx, batchId);
  return ok({ batchId, count: entries.length });
}

/** All of them or none. Rejects with `GitHubFailure` while GitHub does not name the head of the default branch. */
export async function remediate(
  command: RemediateCommand,
  ports: RemediatePorts,
): Promise<Result<Started, RemediateRefusal>> {
  const { database, client, deploymentAccess } = ports;
  // No upload names it, and PostgreSQL takes no such text.
  const impossible = command.instances.find((name) => !isStorable(name.stack) || !isStorable(name.component));
  if (impossible !== undefined) return refuseUnknown(impossible);
  const head =
    command.head ??
    (await deploymentAccess.use(command.repository, (handle) => fetchDefaultHead({ client }, handle)));
  if (head.isArchived) return refuse({ tag: 'archived', message: `${command.repository.name} is archived.` });
  const now = await readDatabaseTime(database);
  return database.db.transaction().execute((trx) => start(trx, { command, sha: head.sha, now }, ports));
}
