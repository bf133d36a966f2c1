/** Finds the instances that have drifted, for issues of instances. */
import { type Kysely, sql } from 'kysely';
import type { DriftedChange } from '../../../domain/drift/causes.ts';
import {
  addIssueDoubt,
  type IssueText,
  issueKey,
  renderInstanceDrift,
} from '../../../domain/reports/drift-issue.ts';
import type { Database } from '../../database/schema.ts';
import { readChangedInstances, readUnexplained } from '../causes/change-reads.ts';
import { withoutIgnored } from '../causes/ignored.ts';
import { type FindDrift, type FindQuery, keepOldest } from './found-drift.ts';
import type { IssueInstance } from './issue-table.ts';

interface Candidate {
  readonly key: string;
  readonly since: number;
  readonly instance: IssueInstance;
  readonly changes: readonly DriftedChange[];
  readonly ignored: number;
}

function keyOf({ stack, component, componentType }: IssueInstance): string {
  return issueKey(['instance', stack, component, componentType]);
}

/** Of those with an open issue, by key; those that are gone are absent. */
async function readStatuses(
  db: Kysely<Database>,
  { place, open }: FindQuery,
): Promise<ReadonlyMap<string, string>> {
  const statuses = new Map<string, string>();
  for (const { key, instance } of open) {
    if (instance === undefined) continue;
    const row = await db
      .selectFrom('instances')
      .select('drift_status as status')
      .where('workspace_id', '=', place.workspaceId)
      .where('repository_id', '=', place.repositoryId)
      .where(
        sql<boolean>`(stack, component, component_type) =
          (${instance.stack}, ${instance.component}, ${instance.componentType})`,
      )
      .where('orphaned_at', 'is', null)
      .executeTakeFirst();
    if (row !== undefined) statuses.set(key, row.status);
  }
  return statuses;
}

class Candidates {
  readonly drifted: { readonly key: string; readonly since: number }[] = [];
  readonly ignored = new Set<string>();
  private held: Candidate[] = [];
  private readonly open: ReadonlySet<string>;
  private readonly maxOpen: number;

  constructor({ open, maxOpen }: FindQuery) {
    this.open = new Set(open.map(({ key }) => key));
    this.maxOpen = maxOpen;
  }

  /** Holds the changes of those that may be shown, and no others. */
  add(candidate: Candidate): void {
    const { key, since } = candidate;
    this.drifted.push({ key, since });
    this.held.push(candidate);
    if (this.held.length > this.open.size + 2 * this.maxOpen) this.cut();
  }

  private cut(): void {
    const shown = this.held.filter(({ key }) => this.open.has(key));
    const fresh = this.held.filter(({ key }) => !this.open.has(key));
    this.held = [...shown, ...keepOldest(fresh, this.maxOpen)];
  }

  finish(): readonly Candidate[] {
    this.cut();
    return this.held;
  }
}

async function collect(db: Kysely<Database>, query: FindQuery, candidates: Candidates): Promise<boolean> {
  const { place, findRule } = query;
  const rules = new Map([[place.repositoryId, findRule]]);
  const reading = readChangedInstances(db, place);
  for await (const changed of reading) {
    const [first] = changed.changes;
    if (first === undefined) continue;
    const { left, ignored, isInSync } = withoutIgnored(changed, rules);
    const { stack, component, componentType } = first;
    const instance = { stack, component, componentType };
    const key = keyOf(instance);
    if (isInSync) candidates.ignored.add(key);
    else {
      const since = Math.min(...changed.changes.map((change) => change.since));
      candidates.add({ key, since, instance, changes: left, ignored });
    }
  }
  const unexplained = await readUnexplained(db, place);
  for (const { stack, component, componentType, status, since } of unexplained.instances) {
    const instance = { stack, component, componentType };
    if (status === 'drifted')
      candidates.add({ key: keyOf(instance), since, instance, changes: [], ignored: 0 });
  }
  return !reading.isTruncated && !unexplained.isTruncated;
}

export const findInstanceDrift: FindDrift = async (db, query) => {
  const candidates = new Candidates(query);
  const isWhole = await collect(db, query, candidates);
  const statuses = await readStatuses(db, query);
  const texts = new Map<string, { readonly instance: IssueInstance | undefined; readonly text: IssueText }>(
    candidates.finish().map(({ key, since, instance, changes, ignored }) => {
      const text = renderInstanceDrift({ instance, changes, ignored, since });
      return [key, { instance, text }] as const;
    }),
  );
  const uncertain = new Set<string>();
  for (const issue of query.open) {
    const status = statuses.get(issue.key);
    if (status !== 'error' && status !== 'unknown') continue;
    uncertain.add(issue.key);
    texts.set(issue.key, { instance: issue.instance, text: addIssueDoubt(issue, status) });
  }
  return {
    drifted: candidates.drifted,
    uncertain,
    isWhole,
    texts,
    endOf({ key }) {
      if (candidates.ignored.has(key)) return 'ignored';
      return statuses.get(key) === 'in_sync' ? 'in_sync' : 'gone';
    },
  };
};
