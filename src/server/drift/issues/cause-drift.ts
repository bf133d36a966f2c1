/** Finds the causes of drift in a repository, for issues of causes. */
import type { Kysely } from 'kysely';
import {
  CauseCollector,
  causeOf,
  type DriftedInstance,
  type KnownCause,
} from '../../../domain/drift/causes.ts';
import { describeCauseChange } from '../../../domain/drift/describe-cause.ts';
import {
  addIssueDoubt,
  type IssueText,
  issueKey,
  renderCauseDrift,
} from '../../../domain/reports/drift-issue.ts';
import type { Database } from '../../database/schema.ts';
import { hasDoubted, readChangedInstances, readUnexplained } from '../causes/change-reads.ts';
import { withoutIgnored } from '../causes/ignored.ts';
import { type FindDrift, type FindQuery, keepOldest } from './found-drift.ts';

/** Instances that an issue names. */
const maxNamed = 50;
const unknownKey = issueKey(['cause', 'unknown']);

function keyOf({ id }: Pick<KnownCause, 'id'>): string {
  return issueKey(['cause', id]);
}

async function collectCauses(db: Kysely<Database>, query: FindQuery, statuses: readonly string[]) {
  const { place, findRule } = query;
  const rules = new Map([[place.repositoryId, findRule]]);
  const collector = new CauseCollector(maxNamed);
  /** Keys of causes of which changes are ignored. */
  const ignored = new Set<string>();
  const reading = readChangedInstances(db, { ...place, statuses });
  for await (const changed of reading) {
    const { left } = withoutIgnored(changed, rules);
    for (const change of left) collector.add(change);
    for (const change of changed.changes)
      if (!left.includes(change)) ignored.add(keyOf({ id: causeOf(change) }));
  }
  const isWhole = !reading.isTruncated && !collector.isTruncated;
  return { causes: collector.finish(), ignored, isWhole };
}

/** Drifted instances whose reports say nothing about what changed have one issue. */
async function findUnexplained(db: Kysely<Database>, { place }: FindQuery) {
  const { instances, isTruncated } = await readUnexplained(db, place);
  const drifted = instances.filter(({ status }) => status === 'drifted');
  const named: readonly DriftedInstance[] = drifted.slice(0, maxNamed);
  const since = drifted.reduce((first, one) => Math.min(first, one.since), Number.POSITIVE_INFINITY);
  return { instances: named, instanceCount: drifted.length, since, isWhole: !isTruncated };
}

export const findCauseDrift: FindDrift = async (db, query) => {
  const { causes, ignored, isWhole } = await collectCauses(db, query, ['drifted']);
  const unexplained = await findUnexplained(db, query);
  const drifted = causes.map((cause) => ({ key: keyOf(cause), since: cause.since }));
  if (unexplained.instanceCount > 0) drifted.push({ key: unknownKey, since: unexplained.since });
  const isOpen = new Set(query.open.map(({ key }) => key));
  const seen = new Set(drifted.map(({ key }) => key));
  // What an issue says is kept while its instances have no newer result.
  const doubted = query.open.some(({ key }) => !seen.has(key))
    ? await collectCauses(db, query, ['error', 'unknown'])
    : { causes: [], ignored: new Set<string>(), isWhole: true };
  const doubtedKeys = new Set(doubted.causes.map(keyOf));
  if (isOpen.has(unknownKey) && !seen.has(unknownKey) && (await hasDoubted(db, query.place)))
    doubtedKeys.add(unknownKey);
  const uncertain = query.open.filter(({ key }) => doubtedKeys.has(key) && !seen.has(key));
  const fresh = keepOldest(
    drifted.filter(({ key }) => !isOpen.has(key)),
    query.maxOpen,
  );
  const shown = new Set([...isOpen, ...fresh.map(({ key }) => key)]);
  const texts = new Map<string, { readonly instance: undefined; readonly text: IssueText }>();
  for (const cause of causes) {
    if (!shown.has(keyOf(cause))) continue;
    const text = renderCauseDrift({ ...cause, description: describeCauseChange(cause) });
    texts.set(keyOf(cause), { instance: undefined, text });
  }
  for (const issue of uncertain)
    texts.set(issue.key, { instance: undefined, text: addIssueDoubt(issue, 'unknown') });
  if (unexplained.instanceCount > 0)
    texts.set(unknownKey, {
      instance: undefined,
      text: renderCauseDrift({ ...unexplained, description: undefined }),
    });
  return {
    drifted,
    uncertain: new Set(uncertain.map(({ key }) => key)),
    isWhole: isWhole && doubted.isWhole && unexplained.isWhole,
    texts,
    endOf: ({ key }) => (ignored.has(key) || doubted.ignored.has(key) ? 'ignored' : 'in_sync'),
  };
};
