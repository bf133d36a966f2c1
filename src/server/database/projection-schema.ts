/** The table of what is shown on GitHub. */
import type { Generated } from 'kysely';

/** An object on GitHub that shows our state. */
export interface ProjectionTable {
  readonly id: Generated<number>;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly kind: 'check' | 'comment' | 'announcement' | 'review' | 'issue';
  /** The commit of a check, the number of the pull request of a comment or of its reviews, the batch of an announcement, the key of an issue. */
  readonly target: string;
  readonly remote_id: string | null;
  readonly remote_url: string | null;
  /** When creating it was begun last; `null`: no answer is open. */
  readonly creating_since: number | null;
  readonly sent_hash: string | null;
  /** The state that an issue was given last: people may change it. */
  readonly sent_state: 'open' | 'closed' | null;
  readonly sent_at: number | null;
  /** How much is left out of it. */
  readonly size_step: number;
  /** When a check must be completed. */
  readonly deadline_at: number | null;
  /** A line for the next rendering: why a command was refused. */
  readonly notice: string | null;
}
