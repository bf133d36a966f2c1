/** Answers a request for a commit: finds out whether it is done already, commits, records, comments. */
import type { CommitData, CommitQuery, CommitRequest } from '../../api/routes/git-commit.ts';
import { ActionError } from '../../base/errors.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import { digestRequest } from '../../domain/commits/object-id.ts';
import { untilAborted } from '../../github/deadline.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { AdmittedJob } from '../access/admit.ts';
import { toAuditSubject } from '../access/denial-entry.ts';
import type { SessionClaims } from '../access/session.ts';
import type { AuditLog } from '../audit/store.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { buildCommitEntry, type CommitEvent } from './audit.ts';
import { commentOnCommit } from './comment.ts';
import { type CommitCaller, toCommitCaller } from './commit-caller.ts';
import { findBase } from './find-base.ts';
import type { CommitAccess } from './github-access.ts';
import { lookAtBranch } from './look.ts';
import { type CommitAsk, readCommitRequest } from './read-request.ts';
import { type Settled, settleCommit } from './settle.ts';
import type { CommitKey, CommitStore } from './store.ts';

/** Time for the commit, in milliseconds, and for the comment after it: clients give up after 30 s. */
const commitDeadlineMs = 22_000;
const commentDeadlineMs = 4_000;

export interface CommitRequestContext {
  readonly caller: AdmittedJob;
  readonly traceId: string;
  readonly body: CommitRequest;
  readonly query: CommitQuery;
}

export interface CommitterPorts {
  readonly access: CommitAccess;
  readonly commits: CommitStore;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

interface Work {
  readonly caller: CommitCaller;
  readonly ask: CommitAsk;
  readonly key: CommitKey;
  readonly job: string;
}

interface Done extends Settled {
  /** `undefined` when the repository did not have to be opened. */
  readonly handle: RepositoryHandle | undefined;
}

/** The same for the same request of the same job. */
function identifyRequest(
  { issuer, workspaceId, repositoryId, claims }: SessionClaims,
  { body, query }: CommitRequestContext,
  { message, changes }: CommitAsk,
): Pick<Work, 'key' | 'job'> {
  const { run_id: runId, run_attempt: runAttempt, check_run_id: checkRunId = '' } = claims;
  const run = { issuer, workspaceId, repositoryId, runId, runAttempt, checkRunId };
  const digest = digestRequest({ ...run, branch: body.branch, base: query.base ?? '', message, changes });
  const job = [issuer, runId, runAttempt, checkRunId].join('/');
  return { key: { workspaceId, repositoryId, digest }, job };
}

/** Everything that is decided before GitHub is asked about the branch. */
async function prepare(context: CommitRequestContext, { access }: CommitterPorts): Promise<Answer<Work>> {
  const { caller: job, body } = context;
  const { session } = job;
  const caller = toCommitCaller(job, body.branch);
  if (caller.status === 'refused') return caller;
  const bot = await access.botLogin();
  if (session.claims.actor?.toLowerCase() === bot.toLowerCase()) {
    const message = `The run was started by ${bot}, the App that makes the commits. It does not commit for its own runs, because that could loop forever.`;
    return refuseRequest(403, 'CommitLoop', message);
  }
  const ask = readCommitRequest(body);
  if (ask.status === 'refused') return ask;
  const identified = identifyRequest(session, context, ask.value);
  return ok({ caller: caller.value, ask: ask.value, ...identified });
}

async function settle(
  work: Work,
  context: CommitRequestContext,
  ports: CommitterPorts,
): Promise<Answer<Done>> {
  const { caller, ask, key, job } = work;
  const { access, commits, clock } = ports;
  const known = await commits.find(key);
  if (known?.sha !== undefined) return ok({ how: 'found', sha: known.sha, handle: undefined });
  const signal = AbortSignal.timeout(commitDeadlineMs);
  const options = { signal, now: () => clock.now() };
  const subject = { ...toAuditSubject(caller.session), traceId: context.traceId };
  const opened = await untilAborted(access.open(caller.repository, subject), signal);
  if (opened.status === 'refused') return opened;
  const look = await lookAtBranch({ client: access.client, options }, opened.value, caller);
  if (look.status === 'refused') return look;
  const { head, handle, merge } = look.value;
  const { branch } = caller;
  const own = known === undefined ? await commits.latest({ ...key, job, branch }) : undefined;
  const hints = { named: context.query.base, own, merge: caller.session.claims.sha, present: merge, head };
  const base = known?.base ?? (await findBase({ client: access.client, options }, handle, hints));
  const { record: begun, isNew } = await commits.begin({ ...key, job, branch, base });
  const onPrepared = (sha: string) => commits.prepare(key, sha);
  const { message, changes } = ask;
  const settled = await settleCommit(
    { record: begun, mayHaveCommitted: !isNew, head, message, changes },
    { client: access.client, handle, onPrepared, options },
  );
  return settled.status === 'refused' ? settled : ok({ ...settled.value, handle });
}

async function settleOrFail(
  work: Work,
  context: CommitRequestContext,
  ports: CommitterPorts,
): Promise<Answer<Done>> {
  try {
    return await settle(work, context, ports);
  } catch (error) {
    const { traceId } = context;
    const { session } = work.caller;
    const message = error instanceof ActionError ? error.message : 'defect';
    const details = { digest: work.key.digest, message };
    const event: CommitEvent = { session, traceId, event: 'commit.failed', outcome: 'failed', details };
    // The failure itself is what the client has to be told.
    await ports.audit.append(buildCommitEntry(event)).catch(() => undefined);
    throw error;
  }
}

/** The commit exists by now. If it cannot be recorded, the client asks again and it is found. */
async function record(
  { sha, how }: Settled,
  { work: { key, ask, caller }, traceId }: { readonly work: Work; readonly traceId: string },
  { commits, logger }: CommitterPorts,
): Promise<string> {
  const { additions, deletions } = ask.changes;
  const details = {
    sha,
    branch: caller.branch,
    pullRequest: caller.pullRequest,
    added: additions.length,
    deleted: deletions.length,
    digest: key.digest,
    how,
  };
  const end = how === 'unchanged' ? 'commit.unchanged' : 'commit.created';
  const { session } = caller;
  const describe = (isFirst: boolean) => {
    const event = isFirst ? end : 'commit.repeated';
    return buildCommitEntry({ session, traceId, event, outcome: 'allowed', details });
  };
  try {
    return await commits.finish(key, sha, describe);
  } catch (error) {
    logger.error('commits: a commit was made but could not be recorded', { sha, traceId });
    throw error;
  }
}

export async function createCommit(
  context: CommitRequestContext,
  ports: CommitterPorts,
): Promise<Answer<CommitData>> {
  const prepared = await prepare(context, ports);
  if (prepared.status === 'refused') return prepared;
  const work = prepared.value;
  const settled = await settleOrFail(work, context, ports);
  if (settled.status === 'refused') return settled;
  const sha = await record(settled.value, { work, traceId: context.traceId }, ports);
  const { access, logger } = ports;
  const options = { signal: AbortSignal.timeout(commentDeadlineMs) };
  const { handle, how } = settled.value;
  const place = { caller: work.caller, handle, traceId: context.traceId };
  const comment = await commentOnCommit(work.ask.comment, place, { access, logger, options });
  return ok({ sha, created: how !== 'unchanged', comment });
}
