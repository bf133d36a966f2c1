/** Instances with drift in a database, as uploads and reports leave them. */
import type { Kysely } from 'kysely';
import { CauseCollector } from '../../src/domain/drift/causes.ts';
import { fingerprintChange } from '../../src/domain/drift/fingerprint.ts';
import type { Database } from '../../src/server/database/schema.ts';

interface SeededInstance {
  readonly stack: string;
  readonly component: string;
  readonly status: string;
  readonly repositoryId?: string;
  readonly componentType?: string;
  readonly orphanedAt?: number;
}

/** Recent: an old status becomes unknown, and an old problem is dropped. */
const at = Date.now() - 3 * 60 * 60_000;
const place = { workspace_id: 'ws_acme', repository_id: '1001', component_type: 'terraform' };
const workflows = { workflows: { 'drift.yaml': { inputs: {} } } };
const pro = JSON.stringify({ drift_detection: { enabled: true, detect: workflows, remediate: workflows } });

function toRow({ stack, component, status, repositoryId = '1001', ...more }: SeededInstance) {
  return {
    ...{ ...place, repository_id: repositoryId, stack, component, pro, sequence: 1, enabled: 1 },
    component_type: more.componentType ?? 'terraform',
    drift_enabled: status === 'disabled' ? 0 : 1,
    ...{ drift_status: status, last_status: status === 'unknown' ? null : status, last_command: 'plan' },
    ...{ last_run_at: at, created_at: at, updated_at: at, status_since: at },
    orphaned_at: more.orphanedAt ?? null,
  };
}

export async function insertInstances(
  db: Kysely<Database>,
  instances: readonly SeededInstance[],
): Promise<void> {
  for (let start = 0; start < instances.length; start += 500)
    await db
      .insertInto('instances')
      .values(instances.slice(start, start + 500).map(toRow))
      .execute();
}

/** A change outside Terraform that instances have in common. */
const common = { type: 'aws_vpc', action: 'update', attributes: ['tags.CostCenter', 'tags.Owner'] } as const;
const noise = { type: 'aws_autoscaling_group', action: 'update', attributes: ['desired_capacity'] } as const;

async function insertChange(
  db: Kysely<Database>,
  { stack, component }: Pick<SeededInstance, 'stack' | 'component'>,
  change: typeof common | typeof noise,
): Promise<void> {
  const fingerprint = fingerprintChange(change);
  const { type, action, attributes } = change;
  await db
    .insertInto('plan_changes')
    .values({
      ...{ ...place, stack, component, fingerprint, type, action, origin: 'drift', status_id: 1 },
      ...{ provider: 'hashicorp/aws', attributes: JSON.stringify(attributes), resources: 2, since: at },
      truncated: 0,
    })
    .execute();
}

/** Instances in every state; two drift because of one cause, whose id is returned. */
export async function fillDrift(db: Kysely<Database>): Promise<string> {
  await insertInstances(db, [
    { stack: 'prod', component: 'net/vpc', status: 'drifted' },
    { stack: 'dev', component: 'net/vpc', status: 'drifted' },
    { stack: 'prod', component: 'eks', status: 'in_sync' },
    { stack: 'prod', component: 'rds', status: 'error' },
    { stack: 'prod', component: 'dns', status: 'unknown' },
    { stack: 'prod', component: 'iam', status: 'disabled' },
    { stack: 'prod', component: 'old', status: 'in_sync', orphanedAt: at },
  ]);
  for (const stack of ['prod', 'dev']) await insertChange(db, { stack, component: 'net/vpc' }, common);
  await insertChange(db, { stack: 'prod', component: 'net/vpc' }, noise);
  const collector = new CauseCollector(1);
  collector.add({
    ...{ ...common, repositoryId: '1001', stack: '', component: '', componentType: '', origin: 'drift' },
    ...{ fingerprint: fingerprintChange(common), resources: 2, since: at },
  });
  await db
    .insertInto('drift_instances')
    .values({
      ...{ workspace_id: 'ws_acme', repository_id: '1001', stack: 'prod', component: 'rds', missing: 3 },
      ...{ problem: 'missing_plan_result', problem_since: at, problem_at: at },
    })
    .execute();
  return collector.finish()[0]?.id ?? '';
}
