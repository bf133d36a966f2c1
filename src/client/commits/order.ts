/** The request of a client for a commit by a server. */
import type { ChangeSet } from '../../domain/commits/change.ts';

export interface CommitOrder extends ChangeSet {
  readonly branch: string;
  readonly message: string;
  readonly comment: string | undefined;
  /** Commit that is checked out, full id. */
  readonly base: string | undefined;
}
