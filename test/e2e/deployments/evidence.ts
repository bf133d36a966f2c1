/** What a history leaves behind, as plain data: what GitHub shows, what the server has on record, and what the people of the history did. */

/** Of one attempt of a run. Times are GitHub's, in milliseconds. */
export interface SeenRun {
  readonly id: number;
  readonly attempt: number;
  /** File name. */
  readonly workflow: string;
  readonly event: string;
  readonly actor: string;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  readonly concurrencyGroup: string | undefined;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly createdAt: number;
  readonly completedAt: number | undefined;
}

/** Keys as GitHub has them. */
export interface SeenCheck {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
}

export interface SeenComment {
  readonly id: number;
  /** Of the pull request. */
  readonly number: number;
  readonly author: string | null;
  readonly body: string;
}

export interface SeenPull {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly baseRef: string;
  readonly isFork: boolean;
  /** Every head that it had, oldest first; a commit that became the head again is there again. */
  readonly heads: readonly string[];
  readonly mergedAt: number | undefined;
  readonly mergeSha: string | undefined;
  /** Commits with an approval of the server that was not dismissed. */
  readonly approved?: readonly string[] | undefined;
  /** Every approval of the server, also those that it dismissed. */
  readonly approvals?: readonly { readonly sha: string; readonly at: number }[] | undefined;
}

/** A group that GitHub made for a merge queue. */
interface SeenGroup {
  readonly sha: string;
  /** Of the pull requests that it tests, the last added last. */
  readonly numbers: readonly number[];
  readonly madeAt: number;
}

/** A release that GitHub has published. */
interface SeenRelease {
  /** Of its tag. */
  readonly sha: string;
  readonly publishedAt: number;
}

/** What a client uploaded, once the server had accepted it, or may have. */
export interface SeenUpload {
  /** When it was sent, in milliseconds. */
  readonly at: number;
  /** The commit that its runs are about: the head, that of a merge group, or the merge. A group and its merge have the same one. */
  readonly sha: string;
  readonly of: 'head' | 'group' | 'merge' | 'release';
  /** The server was killed before it had answered: whether it has the upload is not known. */
  readonly isUnanswered?: boolean | undefined;
  /** Which component waits for which, by `instanceOf`. */
  readonly edges: readonly { readonly parent: string; readonly child: string }[];
  readonly wired: readonly {
    readonly stack: string;
    readonly component: string;
    readonly files: readonly string[];
  }[];
}

/** A batch of deployments. Where the server shows nothing, it is `null`; so in what follows. */
interface SeenBatch {
  readonly id: number;
  /** Without its event: `opened`, `merged`. */
  readonly activity: string;
  /** Such as `pr/12`. */
  readonly subject: string;
  readonly head_sha: string;
  readonly sha: string | null;
  readonly state: string;
  readonly stopped: string | null;
}

/** A deployment. */
interface SeenNode {
  readonly batch_id: number;
  readonly number: number;
  readonly stack: string;
  readonly component: string;
  readonly kind: 'plan' | 'change';
  /** 1 where it has nothing to start. */
  readonly is_transparent: number;
  readonly state: string;
  readonly reason: string | null;
}

interface SeenEdge {
  readonly batch_id: number;
  readonly parent: number;
  readonly child: number;
}

/** A dispatch. Times in milliseconds. */
interface SeenOrder {
  /** The input `atmos_pro_run_id`. */
  readonly id: string;
  readonly batch_id: number;
  readonly node: number;
  readonly attempt: number;
  readonly workflow: string;
  readonly state: string;
  /** Why it has no run. */
  readonly refusal: string | null;
  readonly run_id: string | null;
  readonly run_end: string | null;
  readonly planned_at: number;
  readonly sending_at: number | null;
}

/** Of a person, who asked for it by a box or a button. */
interface SeenCommand {
  readonly kind: string;
  readonly batch_id: number;
  readonly actor_login: string;
  /** `done`, or why not. */
  readonly outcome: string;
  readonly commanded_at: number;
}

interface SeenDelivery {
  readonly guid: string;
  readonly state: string;
}

/** What a check was made or changed to. */
interface CheckState extends Pick<SeenCheck, 'name' | 'head_sha' | 'status' | 'conclusion'> {
  readonly at: number;
}

/** A person with write access, and the time of that access in milliseconds. */
export interface Writer {
  readonly login: string;
  readonly from: number;
  readonly until: number;
}

export function mayWriteAt(writers: readonly Writer[], login: string, at: number): boolean {
  return writers.some((writer) => writer.login === login && writer.from <= at && at <= writer.until);
}

/** When a batch was superseded or withdrawn, by the audit log. */
interface SeenStop {
  readonly batchId: number;
  readonly at: number;
}

/** A grant of the lock of an instance. Times in milliseconds. */
export interface SeenLock {
  readonly id: string;
  /** `stack/component` */
  readonly path: string;
  /** Its holder, as `batch/number`; absent: a job. */
  readonly deployment?: string | undefined;
  readonly from: number;
  readonly until: number;
}

/** What the server has on record. */
export interface Records {
  readonly batches: readonly SeenBatch[];
  readonly nodes: readonly SeenNode[];
  readonly edges: readonly SeenEdge[];
  readonly orders: readonly SeenOrder[];
  readonly commands: readonly SeenCommand[];
  /** Of merge groups that the queue has shown to the server, in their order. */
  readonly groupPulls: readonly { readonly head_sha: string; readonly pull_number: number }[];
  readonly deliveries: readonly SeenDelivery[];
  readonly stops: readonly SeenStop[];
  readonly locks: readonly SeenLock[];
  /** Deployments with a place in the queue of a lock. */
  readonly places: readonly string[];
}

export interface Evidence extends Records {
  readonly now: number;
  /** Login of the App's bot. */
  readonly bot: string;
  readonly checkName: string;
  readonly runs: readonly SeenRun[];
  readonly checks: readonly SeenCheck[];
  /** In their order. */
  readonly checkStates: readonly CheckState[];
  readonly comments: readonly SeenComment[];
  readonly pulls: readonly SeenPull[];
  readonly groups: readonly SeenGroup[];
  /** That the inventory names something for. */
  readonly releases: readonly SeenRelease[];
  readonly uploads: readonly SeenUpload[];
  /** Inputs that a workflow file declares, by file name. */
  readonly declared: Readonly<Record<string, readonly string[]>>;
  /** Files that change infrastructure. */
  readonly changing: readonly string[];
  /** Those of them that deploy releases. */
  readonly releasing: readonly string[];
  readonly writers: readonly Writer[];
  /** GUIDs of deliveries that GitHub did not sign. */
  readonly forged: readonly string[];
  /** Requests that GitHub got, oldest first: as `GET /path`. */
  readonly calls: readonly { readonly at: number; readonly what: string }[];
  /** Texts that the stored state should have on GitHub, by commit and by number; known at rest. */
  readonly wanted: {
    readonly checks: ReadonlyMap<string, Pick<SeenCheck, 'status' | 'conclusion' | 'title' | 'summary'>>;
    readonly comments: ReadonlyMap<number, string>;
  };
}

/** A component of a stack, as the inputs of a run name it. */
export function instanceOf({
  inputs,
}: {
  readonly inputs: { readonly component?: unknown; readonly stack?: unknown };
}): string {
  return `${String(inputs.component)} in ${String(inputs.stack)}`;
}

/** First attempts of the runs that the server dispatched, oldest first. */
export function dispatchedRuns({ runs, bot }: Evidence): readonly SeenRun[] {
  return runs
    .filter(({ event, actor, attempt }) => event === 'workflow_dispatch' && actor === bot && attempt === 1)
    .toSorted((one, other) => one.createdAt - other.createdAt || one.id - other.id);
}

/** The newest attempt of a run. */
export function newestAttempt({ runs }: Evidence, id: number): SeenRun | undefined {
  return runs.filter((run) => run.id === id).toSorted((one, other) => other.attempt - one.attempt)[0];
}
