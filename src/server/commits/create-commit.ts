/** Answers a request for a commit: admits, finds out whether it is done already, commits, records, comments. */
import type { CommitData, CommitQuery, CommitRequest } from '../../api/routes/git-commit.ts';
import { ActionError } from '../../base/errors.ts';
import type { JsonValue } from '../../base/json.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import { digestRequest } from '../../domain/commits/object-id.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { SessionClaims } from '../access/session.ts';
import type { ServerConfig } from '../config/config.ts';
import { type Answer, answer, type Refusal } from '../http/answer.ts';
import type { RepositoryDirectory } from '../repositories/imported-repository.ts';
import type { Store } from '../store.ts';
import { admitCommitCaller, type CommitCaller } from './admit.ts';
import { buildCommitEntry, type CommitEvent } from './audit.ts';
import { commentOnCommit } from './comment.ts';
import { findBase } from './find-base.ts';
import type { CommitAccess } from './github-access.ts';
import { lookAtBranch } from './look.ts';
import { type CommitAsk, readCommitRequest } from './read-request.ts';
import { type Settled, settleCommit } from './settle.ts';
import type { CommitKey } from './store.ts';

/** Time for the commit, in milliseconds, and for the comment after it: clients give up after 30 s. */
const commitDeadlineMs = 22_000;
const commentDeadlineMs = 4_000;

interface CommitRequestContext {
  readonly session: SessionClaims;
  readonly traceId: string;
  readonly body: CommitRequest;
  readonly query: CommitQuery;
}

export interface CommitDependencies {
  readonly access: CommitAccess;
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly repositories: RepositoryDirectory;
  readonly store: Pick<Store, 'audit' | 'commits'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Committer {
  create(context: CommitRequestContext): Promise<Answer<CommitData>>;
}

interface Work {
  readonly caller: CommitCaller;
  readonly ask: CommitAsk;
  readonly key: CommitKey;
  readonly job: string;
}

type Done = { readonly settled: Settled; readonly handle: RepositoryHandle | undefined };

export function createCommitter(deps: CommitDependencies): Committer {
  return {
    async create(context) {
      const prepared = await prepare(context, deps);
      if ('httpStatus' in prepared) return deny(prepared, context, deps);
      const { settled, handle } = await settleOrFail(prepared, context, deps);
      if (settled.status === 'refused') return deny(settled.refusal, context, deps);
      const sha = await record(settled, prepared, context, deps);
      const { access, logger } = deps;
      const options = { signal: AbortSignal.timeout(commentDeadlineMs) };
      const { caller, ask } = prepared;
      const comment = await commentOnCommit(ask.comment, caller, handle, { access, logger, options });
      return answer({ sha, created: settled.status !== 'unchanged', comment });
    },
  };
}

/** Everything that is decided before GitHub is asked about the branch. */
async function prepare(context: CommitRequestContext, deps: CommitDependencies): Promise<Work | Refusal> {
  const { session, body, query } = context;
  const admission = await admitCommitCaller(session, body.branch, deps);
  if (admission.status === 'refused') return admission.refusal;
  const bot = await deps.access.botLogin();
  if (session.claims.actor?.toLowerCase() === bot.toLowerCase()) {
    const errorMessage = `The run was started by ${bot}, the App that commits are made as. It does not answer itself, or it might go on for ever.`;
    return { httpStatus: 403, errorTag: 'CommitLoop', errorMessage };
  }
  const read = readCommitRequest(body);
  if (read.status === 'refused') return read.refusal;
  const { issuer, workspaceId, repositoryId, claims } = session;
  const { run_id: runId, run_attempt: runAttempt, check_run_id: checkRunId = '' } = claims;
  const run = { issuer, workspaceId, repositoryId, runId, runAttempt, checkRunId };
  const { message, changes } = read.ask;
  const digest = digestRequest({ ...run, branch: body.branch, base: query.base ?? '', message, changes });
  return {
    caller: admission.caller,
    ask: read.ask,
    key: { workspaceId, repositoryId, digest },
    job: [issuer, runId, runAttempt, checkRunId].join('/'),
  };
}

async function settle(work: Work, context: CommitRequestContext, deps: CommitDependencies): Promise<Done> {
  const { caller, ask, key, job } = work;
  const { access, store } = deps;
  const known = await store.commits.find(key);
  if (known?.sha !== undefined) return { settled: { status: 'found', sha: known.sha }, handle: undefined };
  const signal = AbortSignal.timeout(commitDeadlineMs);
  const options = { signal, now: () => deps.clock.now() };
  const opened = await access.open(caller.repository, options);
  if (opened.status === 'refused') return { settled: opened, handle: undefined };
  const look = await lookAtBranch(access.client, opened.handle, caller, options);
  if (look.status === 'refused') return { settled: look, handle: undefined };
  const { head, handle } = look;
  const { branch } = caller;
  const own = known === undefined ? await store.commits.latest({ ...key, job, branch }) : undefined;
  const merge = caller.session.claims.sha;
  const hints = { named: context.query.base, own, merge, head };
  const base = known?.base ?? (await findBase(access.client, handle, hints, options));
  const { record: begun, isNew } = await store.commits.begin({ ...key, job, branch, base });
  const onPrepared = (sha: string) => store.commits.prepare(key, sha);
  const { message, changes } = ask;
  const settled = await settleCommit(
    { record: begun, mayHaveCommitted: !isNew, head, message, changes },
    { client: access.client, handle, onPrepared, options },
  );
  return { settled, handle };
}

async function settleOrFail(
  work: Work,
  context: CommitRequestContext,
  deps: CommitDependencies,
): Promise<Done> {
  try {
    return await settle(work, context, deps);
  } catch (error) {
    const { session, traceId } = context;
    const details = {
      digest: work.key.digest,
      message: error instanceof ActionError ? error.message : 'defect',
    };
    const event: CommitEvent = { session, traceId, event: 'commit.failed', outcome: 'failed', details };
    // The failure itself is what the caller has to hear.
    await deps.store.audit.append(buildCommitEntry(event)).catch(() => undefined);
    throw error;
  }
}

/** The commit is in the world by now. When it cannot be written down, the client asks again and it is found. */
async function record(
  settled: Extract<Settled, { readonly sha: string }>,
  { key, ask, caller }: Work,
  { session, traceId }: CommitRequestContext,
  { store, logger }: CommitDependencies,
): Promise<string> {
  const { additions, deletions } = ask.changes;
  const details: Record<string, JsonValue> = {
    sha: settled.sha,
    branch: caller.branch,
    pullRequest: caller.pullRequest,
    added: additions.length,
    deleted: deletions.length,
    digest: key.digest,
    how: settled.status,
  };
  const end = settled.status === 'unchanged' ? 'commit.unchanged' : 'commit.created';
  const describe = (isFirst: boolean) => {
    const event = isFirst ? end : 'commit.repeated';
    return buildCommitEntry({ session, traceId, event, outcome: 'allowed', details });
  };
  try {
    return await store.commits.finish(key, settled.sha, describe);
  } catch (error) {
    logger.error('commits: a commit was made and could not be recorded', { sha: settled.sha, traceId });
    throw error;
  }
}

async function deny(
  refusal: Refusal,
  { session, traceId, body }: CommitRequestContext,
  { store }: CommitDependencies,
): Promise<Answer<never>> {
  const details = {
    refusal: refusal.errorTag,
    message: refusal.errorMessage,
    branch: body.branch.slice(0, 256),
    added: body.changes.additions.length,
    deleted: body.changes.deletions.length,
  };
  const event: CommitEvent = { session, traceId, event: 'commit.denied', outcome: 'denied', details };
  await store.audit.append(buildCommitEntry(event));
  return { status: 'refused', refusal };
}
