/** The ports of projections: the state of deployments, and the commands that people may give. */
import type { Kysely } from 'kysely';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { BatchReport } from '../../domain/reports/report.ts';
import type { AutoReview, ReviewFacts } from '../../domain/reports/review.ts';
import type { Database } from '../database/schema.ts';

/** A repository whose configuration has `deployments`, or had them: what is shown of it is still brought to its end. */
export interface ShownRepository {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `owner/name` as GitHub spells it. */
  readonly name: string;
  readonly config: {
    /** `undefined`: a check keeps its name, and none is created. */
    readonly checkName: string | undefined;
    readonly hold: { readonly threshold: number | undefined };
    readonly autoReview: AutoReview;
  };
}

export interface ShownBatch {
  readonly report: BatchReport;
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `pr/12`, `group/<sha>`, `release/<id>` */
  readonly subject: string;
  /** The pull requests that it is about; of a merge group those that it tests, as far as is known. */
  readonly pullNumbers: readonly number[];
  readonly heldBy: HoldReason | undefined;
  /** When a batch that expects an upload should have ended; milliseconds by the database's clock. */
  readonly deadlineAt: number | undefined;
  readonly updatedAt: number;
}

export interface ShownPull {
  readonly current: ShownBatch;
  /** The newest merge group, of the commits that the pull request has now. */
  readonly group: BatchReport | undefined;
  /** Newest first. */
  readonly earlier: readonly BatchReport[];
  /** The base branch, where it was changed since the batch was made. */
  readonly newBase: string | undefined;
}

export interface ShownRules {
  /** Most dispatches that start without asking; `undefined`: any number. */
  readonly threshold: number | undefined;
}

/** The stored state, as people are shown it. */
export interface ReadReports {
  /** The latest batch of each subject whose check is on the commit. */
  ofCommit(
    db: Kysely<Database>,
    commit: { readonly workspaceId: string; readonly repositoryId: string; readonly sha: string },
    rules: ShownRules,
  ): Promise<readonly ShownBatch[]>;
  ofPull(
    db: Kysely<Database>,
    pull: { readonly workspaceId: string; readonly repositoryId: string; readonly number: number },
    rules: ShownRules,
  ): Promise<ShownPull | undefined>;
  ofBatch(db: Kysely<Database>, batchId: number, rules: ShownRules): Promise<ShownBatch | undefined>;
  /** What its review is decided by. `isLocked`: in a transaction, until whose end nothing of it changes. */
  ofReview(
    db: Kysely<Database>,
    pull: {
      readonly name: { readonly workspaceId: string; readonly repositoryId: string; readonly number: number };
      readonly isLocked: boolean;
    },
  ): Promise<Omit<ReviewFacts, 'bot'> | undefined>;
  /** Logins of who wrote and merged the pull request of the subject. */
  peopleOf(
    db: Kysely<Database>,
    batch: Pick<ShownBatch, 'repositoryId' | 'subject'>,
  ): Promise<{ readonly author: string; readonly merger: string } | undefined>;
}

/** An issue about drift, as it is to be. */
export interface WantedIssue {
  readonly state: 'open' | 'closed';
  readonly title: string;
  /** Markdown, as are the details. */
  readonly lead: string;
  readonly details: string;
  /** What it is about, for the audit log. */
  readonly instance: Readonly<Record<string, string>>;
}

/** `undefined`: there is none. `off`: the configuration asks for no issues now. */
export type ReadWantedIssue = (
  db: Kysely<Database>,
  place: { readonly workspaceId: string; readonly repositoryId: string; readonly key: string },
) => Promise<WantedIssue | 'off' | undefined>;

export interface PersonCommand {
  readonly batchId: number;
  readonly actor: { readonly login: string; readonly id?: string | undefined };
  /** GUID of the delivery: a command runs once for each source. */
  readonly source: string;
}

type Outcome = { readonly status: 'done' } | { readonly status: 'refused'; readonly reason: string };

/** Commands of people who may write. A command that came before has the outcome that it had then. */
export interface RunCommands {
  retryBatch(command: PersonCommand): Promise<Outcome>;
  applyLastList(command: PersonCommand): Promise<Outcome>;
  releaseBatch(command: PersonCommand & { readonly hold: HoldReason }): Promise<Outcome>;
}

/** A delivery whose body was read. */
export interface PersonEvent {
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type EventEnd =
  | { readonly status: 'applied' }
  | { readonly status: 'ignored'; readonly reason: string };
