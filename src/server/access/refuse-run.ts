/** Decides whether the run behind a session may still act: it must be in progress, and must not be for a pull request of a fork. */
import type { Clock } from '../../base/ports.ts';
import { type RefusedAnswer, refuseRequest } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { RunOrigins } from '../repositories/run-origins.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { SessionClaims } from './session.ts';

export interface RunPorts {
  readonly runs: Pick<RunStates, 'askCalmly'>;
  readonly runOrigins: RunOrigins;
  readonly clock: Pick<Clock, 'now'>;
}

/** Age of a session, in milliseconds, from which its run is checked: a younger session has just been proved. */
const freshSessionMs = 5 * 60_000;
const secondMs = 1_000;
const positiveNumber = /^[1-9]\d{0,18}$/;

/** `undefined`: the run belongs to no pull request. */
function readPullRequest(ref: string): number | undefined {
  const number = /^refs\/pull\/([1-9]\d{0,9})\//.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}

async function refuseFork(
  { claims, repository: name }: SessionClaims,
  repository: ImportedRepository,
  { runOrigins }: RunPorts,
): Promise<RefusedAnswer | undefined> {
  if (!claims.ref.startsWith('refs/pull/')) return undefined;
  // GitHub gives no ID token to a fork's pull request in a public repository, whatever its settings are.
  if (claims.repository_visibility === 'public') return undefined;
  const pullRequest = readPullRequest(claims.ref);
  const isReadable = pullRequest !== undefined && positiveNumber.test(claims.run_id);
  const origin = isReadable
    ? await runOrigins.find({ repository, runId: claims.run_id, pullRequest })
    : 'unknown';
  if (origin === 'own') return undefined;
  if (origin === 'fork') {
    const message = `The pull request of this run comes from a fork of ${name}. Runs of forks may do nothing here. Push the branch to ${name} itself.`;
    return refuseRequest(403, 'ForkRefused', message);
  }
  const message = `The server cannot tell whether the pull request of this run comes from a fork of ${name}. Give the GitHub App the permission \`actions: read\`, accept it for the installation, and check that the installation has access to the repository.`;
  return refuseRequest(403, 'RunOriginUnknown', message);
}

async function refuseEnded(
  session: SessionClaims,
  { runs, clock }: RunPorts,
): Promise<RefusedAnswer | undefined> {
  if (clock.now() - session.issuedAt * secondMs < freshSessionMs) return undefined;
  const { run_id: runId, run_attempt: attempt } = session.claims;
  if (!positiveNumber.test(runId) || !positiveNumber.test(attempt)) return undefined;
  const { workspaceId, repositoryId } = session;
  const state = await runs.askCalmly({
    workspaceId,
    repositoryId,
    holder: { runId, runAttempt: Number(attempt) },
  });
  if (state !== 'over') return undefined;
  const message = `The run of this session is over: run ${runId}, attempt ${attempt} of ${session.repository}. A session ends with its run.`;
  return refuseRequest(403, 'RunEnded', message);
}

/** Rejects with `REMOTE_*` when GitHub must be asked and does not answer. */
export async function refuseRun(
  {
    session,
    repository,
    judgesForks,
  }: {
    readonly session: SessionClaims;
    readonly repository: ImportedRepository;
    /** The feature decides on forks itself. */
    readonly judgesForks: boolean;
  },
  ports: RunPorts,
): Promise<RefusedAnswer | undefined> {
  const fork = judgesForks ? undefined : await refuseFork(session, repository, ports);
  return fork ?? refuseEnded(session, ports);
}
