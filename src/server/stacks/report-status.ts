/** Takes a report about an instance: whose it is, which instance it means, and what it says. */
import type { Static } from 'typebox';
import type { StatusRequest, statusAnswer } from '../../api/routes/instance-status.ts';
import { judgeStatus } from '../../domain/stacks/judge-status.ts';
import { findCandidates, resolveInstance } from '../../domain/stacks/resolve-instance.ts';
import { admitJob } from '../access/admit-job.ts';
import { type AdmittedJob, isOwnRepository } from '../access/own-repository.ts';
import type { SessionClaims } from '../access/session.ts';
import { buildRefusedEntry } from '../access/session-entry.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, type Refusal } from '../http/answer.ts';
import { findLockedComponents } from './locked-components.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import { describeUploader, runOf } from './uploads/uploader.ts';

export type ReportDependencies = Pick<AppDependencies, 'config' | 'store' | 'repositories' | 'random'>;

export interface Report {
  readonly session: SessionClaims;
  readonly body: StatusRequest;
  readonly traceId: string;
  readonly owner: string;
  readonly repo: string;
  readonly stack: string;
  /** Full name, or its last part. */
  readonly component: string;
}

type StatusAnswer = Static<typeof statusAnswer>;
/** Most candidates that a message names. */
const maxNamed = 20;

function invalid(errorMessage: string): Refusal {
  return { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage };
}

/** In milliseconds; `undefined`: not said, `null`: no time. */
function readLastRun(text: string | null | undefined): number | undefined | null {
  if (text === undefined || text === null || text === '') return undefined;
  const isTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text);
  const time = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

async function findInstance({ stack, component }: Report, job: AdmittedJob, deps: ReportDependencies) {
  const { session, workspace, repository } = job;
  const where = { workspaceId: workspace.id, repositoryId: repository.repositoryId, stack };
  const candidates = findCandidates(await deps.store.instances.listComponents(where), component);
  // Only where there is a choice does it matter what else is known about the run.
  const locked =
    candidates.length > 1
      ? await findLockedComponents({ ...where, runId: session.claims.run_id }, deps.store.locks)
      : new Set<string>();
  return resolveInstance(candidates, component, (name) => locked.has(name));
}

async function take(
  report: Report,
  job: AdmittedJob,
  deps: ReportDependencies,
): Promise<Answer<StatusAnswer>> {
  const { body, traceId, stack, component: asked } = report;
  const refused = (refusal: Refusal): Answer<never> => ({ status: 'refused', refusal });
  const verdict = judgeStatus(body);
  if (verdict.status === 'invalid') return refused(invalid(`The report is invalid: ${verdict.problem}.`));
  const lastRunAt = readLastRun(body.last_run);
  if (lastRunAt === null) return refused(invalid('`last_run` is no time as RFC 3339 writes it.'));
  const found = await findInstance(report, job, deps);
  if (found.status !== 'found') {
    const names = found.status === 'ambiguous' ? found.candidates : [];
    const errorMessage =
      found.status === 'ambiguous'
        ? `${asked} may be any of these instances in the stack ${stack}: ${names.slice(0, maxNamed).join(', ')}. Report the full name of the component.`
        : `The inventory of ${job.session.repository} has no instance ${asked} in the stack ${stack}. Upload the inventory first.`;
    return refused({ httpStatus: 404, errorTag: 'InstanceNotFound', errorMessage });
  }
  const { component, componentType } = found.component;
  const uploader = describeUploader(job.session, traceId);
  const address = { workspaceId: job.workspace.id, repositoryId: job.repository.repositoryId };
  const { instance: status, command, exitCode } = verdict;
  // A client that tries again sends the same time. Without one there is nothing to know a repetition by.
  const what =
    lastRunAt === undefined ? [deps.random.uuid()] : [command ?? status, exitCode ?? null, lastRunAt];
  const naturalKey = JSON.stringify([
    ...Object.values(address),
    ...[stack, component, componentType, runOf(uploader)],
    ...what,
  ]);
  const names = { stack, component, componentType };
  const details = {
    ...names,
    reportedAs: asked,
    status,
    command: command ?? null,
    exitCode: exitCode ?? null,
  };
  await deps.store.instances.report(
    { ...address, ...names, status, command, exitCode, lastRunAt, reportedAs: asked, uploader, naturalKey },
    buildUploadEntry(address, uploader, { event: 'instance.status', outcome: 'allowed', details }),
  );
  return answer({ ...names, status });
}

export async function reportStatus(report: Report, deps: ReportDependencies): Promise<Answer<StatusAnswer>> {
  const { session, traceId, owner, repo } = report;
  const refuse = async (refusal: Refusal): Promise<Answer<never>> => {
    await deps.store.audit.append(buildRefusedEntry(session, 'instance.status', { traceId, refusal }));
    return { status: 'refused', refusal };
  };
  const admission = await admitJob(
    session,
    {
      feature: 'instances',
      permissions: ['ws:instances:update'],
      forJobs: 'Statuses are reported by GitHub Actions jobs only.',
    },
    deps,
  );
  if (admission.status === 'refused') return refuse(admission.refusal);
  const job = { ...admission, session };
  if (!isOwnRepository(`${owner}/${repo}`, job)) {
    const errorMessage = `A job reports about instances of its own repository only, ${session.repository}.`;
    return refuse({ httpStatus: 403, errorTag: 'RepositoryForeign', errorMessage });
  }
  const taken = await take(report, job, deps);
  return taken.status === 'refused' ? refuse(taken.refusal) : taken;
}
