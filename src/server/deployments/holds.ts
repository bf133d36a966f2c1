/** Gathers what decides whether a batch waits for a person, or for quiet. */
import type { Kysely } from 'kysely';
import { isMerge } from '../../domain/dispatch/activities.ts';
import {
  carriesOver,
  decideHold,
  type Hold,
  type HoldReason,
  type HoldRules,
} from '../../domain/dispatch/hold.ts';
import { instanceKey } from '../../domain/stacks/items.ts';
import type { DeploymentsConfig } from '../config/config.ts';
import type { Database } from '../database/schema.ts';
import { type Batch, listSubjectBatches } from './batch-table.ts';
import { listNodes } from './node-table.ts';
import { readStoredPull } from './pull-table.ts';
import type { DeployedRepository } from './seams.ts';

function rulesOf({ hold }: DeploymentsConfig): HoldRules {
  return { threshold: hold.threshold ?? 'off', cooldown: hold.cooldown ?? 'off' };
}

/** The number in `pr/12`. */
export function readPullSubject(subject: string): number | undefined {
  const number = /^pr\/([1-9][0-9]{0,9})$/.exec(subject)?.[1];
  return number === undefined ? undefined : Number(number);
}

async function listInstances(db: Kysely<Database>, batchId: number): Promise<ReadonlySet<string>> {
  const nodes = await listNodes(db, batchId);
  return new Set(nodes.filter(({ isTransparent }) => !isTransparent).map(instanceKey));
}

/** Whether a hold of the pull request was released for all that its merge deploys. */
async function isCarriedOver(db: Kysely<Database>, batch: Batch, others: readonly Batch[]): Promise<boolean> {
  if (!isMerge(batch.activity)) return false;
  const approved = others.find(({ released }) => released.has('blast_radius'));
  if (approved === undefined) return false;
  return carriesOver(await listInstances(db, approved.id), await listInstances(db, batch.id));
}

export interface HoldQuestion {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  /** How many runs would be started. */
  readonly dispatches: number;
  readonly now: number;
  /** Holds that are being released. */
  readonly releasing?: ReadonlySet<HoldReason> | undefined;
}

/** `undefined`: the batch may start. */
export async function findHold(
  db: Kysely<Database>,
  { batch, repository, dispatches, now, releasing }: HoldQuestion,
): Promise<Hold | undefined> {
  const number = readPullSubject(batch.subject);
  if (number === undefined) return undefined;
  const pull = await readStoredPull(db, repository, number);
  const batches = await listSubjectBatches(db, batch);
  const ofHead = batches.filter(({ headSha }) => headSha === batch.headSha);
  const released = new Set(
    ofHead.flatMap((one) => (one.id === batch.id || !isMerge(batch.activity) ? [...one.released] : [])),
  );
  if (pull?.approvedSha === batch.headSha) released.add('fork');
  for (const hold of releasing ?? []) released.add(hold);
  const facts = {
    activity: batch.activity,
    // Of a pull request that is not known, the code may be anybody's.
    isFork: pull?.isFork ?? true,
    dispatches,
    pushes: pull?.pushes ?? [],
    now,
    released,
    isCarriedOver: await isCarriedOver(db, batch, ofHead),
  };
  return decideHold(facts, rulesOf(repository.config));
}
