/** Reads the changes of one drifted instance, each with its cause and the rule that it is ignored by. */
import { causeOf, type DriftedChange, type DriftedInstance } from '../../../domain/drift/causes.ts';
import type { FindIgnoreRule, IgnoreRule } from '../../../domain/drift/ignore.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import { readInstanceChanges } from './change-reads.ts';

interface JudgedChange extends DriftedChange {
  readonly causeId: string;
  /** The rule that it is ignored by. */
  readonly ignored: Pick<IgnoreRule, 'until' | 'reason'> | undefined;
}

export interface DriftChanges {
  readonly changes: readonly JudgedChange[];
  /** Whether there are changes that the summary of the plan left out. */
  readonly isTruncated: boolean;
}

type DriftedOne = DriftedInstance & { readonly workspaceId: string; readonly driftStatus: string };

/** None of an instance that has not drifted. */
export async function readJudgedChanges(
  { db }: Pick<OpenedDatabase, 'db'>,
  instance: DriftedOne,
  findRule: FindIgnoreRule | undefined,
): Promise<DriftChanges> {
  if (instance.driftStatus !== 'drifted') return { changes: [], isTruncated: false };
  const { changes, isTruncated } = await readInstanceChanges(db, instance);
  return {
    changes: changes.map((change) => ({ ...change, causeId: causeOf(change), ignored: findRule?.(change) })),
    isTruncated,
  };
}
