/** A batch as pages show it. */
import type { BatchState } from '../dispatch/advance-batch.ts';
import type { Conclusion, NodeCounts } from '../dispatch/conclude.ts';
import type { HoldReason } from '../dispatch/hold.ts';
import type { RetryScope } from '../dispatch/retry.ts';

/** A repository as pages name it. */
export interface NamedRepository {
  /** Today's name; the id if the name is unknown. */
  readonly name: string;
  /** On GitHub; `undefined`: its name is unknown. */
  readonly url: string | undefined;
}

/** Times in milliseconds since the Unix epoch, by the database's clock. */
export interface BatchSummary {
  readonly id: number;
  readonly repository: NamedRepository;
  readonly event: string;
  readonly activity: string;
  /** `pr/12`, `group/<sha>`, `release/<id>`, … */
  readonly subject: string;
  readonly headSha: string;
  readonly state: BatchState;
  readonly conclusion: Conclusion | undefined;
  /** Why nothing was started, in a few words. */
  readonly reason: string | undefined;
  readonly heldBy: HoldReason | undefined;
  readonly counts: NodeCounts;
  readonly createdAt: number;
  readonly concludedAt: number | undefined;
  /** What a retry would run again; `undefined`: nothing. */
  readonly retry: RetryScope | undefined;
}
