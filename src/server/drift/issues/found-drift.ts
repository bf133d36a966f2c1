/** Types of the drift that issues are about, whichever kind they are, and why an issue whose drift is over is closed. */
import type { Kysely } from 'kysely';
import type { FindIgnoreRule } from '../../../domain/drift/ignore.ts';
import type { IssueEnd, IssueText } from '../../../domain/reports/drift-issue.ts';
import type { Database } from '../../database/schema.ts';
import type { DriftPlace } from '../instance-table.ts';
import type { IssueInstance, KnownIssue } from './issue-table.ts';

export interface FoundDrift {
  readonly drifted: readonly { readonly key: string; readonly since: number }[];
  /** Keys of issues whose drift is neither confirmed nor over. */
  readonly uncertain: ReadonlySet<string>;
  readonly isWhole: boolean;
  /** By key: what those that are open, or may be opened, are about and say. */
  readonly texts: ReadonlyMap<
    string,
    { readonly instance: IssueInstance | undefined; readonly text: IssueText }
  >;
  /** Of one that is closed now. */
  endOf(issue: KnownIssue): IssueEnd;
}

export interface FindQuery {
  readonly place: DriftPlace;
  /** Those that are open, of the kind that the configuration asks for. */
  readonly open: readonly KnownIssue[];
  /** The rule that ignores a change. */
  readonly findRule: FindIgnoreRule;
  readonly maxOpen: number;
}

export type FindDrift = (db: Kysely<Database>, query: FindQuery) => Promise<FoundDrift>;

/** The first `count` by time and key. */
export function keepOldest<One extends { readonly key: string; readonly since: number }>(
  list: readonly One[],
  count: number,
): readonly One[] {
  return list
    .toSorted((one, other) => one.since - other.since || (one.key < other.key ? -1 : 1))
    .slice(0, count);
}
