/** Takes a report about an instance: whose it is, which instance it means, and what it says. */
import type { Static } from 'typebox';
import type { StatusRequest, statusAnswer } from '../../api/routes/instance-status.ts';
import type { Random } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import { judgeStatus } from '../../domain/stacks/judge-status.ts';
import { findCandidates, resolveInstance } from '../../domain/stacks/resolve-instance.ts';
import { type AdmittedJob, isOwnRepository } from '../access/admit.ts';
import { type Answer, type RefusedAnswer, refuseRequest, type Shown } from '../http/answer.ts';
import type { InstanceKey, InstanceStore } from './instance-store.ts';
import { settleSummary } from './plan-table.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import { describeUploader, runOf } from './uploads/uploader.ts';

/** The components of a stack whose locks a run holds now. */
export type FindLockedComponents = (query: {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly runId: string;
}) => Promise<ReadonlySet<string>>;

export interface ReportPorts {
  readonly instances: Pick<InstanceStore, 'listComponents' | 'report'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly findLockedComponents: FindLockedComponents;
}

export interface ReportedStatus {
  readonly job: AdmittedJob;
  readonly body: StatusRequest;
  readonly traceId: string;
  readonly owner: string;
  readonly repo: string;
  readonly stack: string;
  /** Full name, or its last part. */
  readonly component: string;
}

type StatusAnswer = Shown<Static<typeof statusAnswer>>;
type Verdict = Extract<ReturnType<typeof judgeStatus>, { readonly status: 'judged' }>;
/** Most candidates that a message names. */
const maxNamed = 20;

function invalid(message: string): RefusedAnswer {
  return refuseRequest(400, 'InvalidRequest', message);
}

/** In milliseconds; `undefined`: not given, `null`: not a time. */
function readLastRun(text: string | null | undefined): number | undefined | null {
  if (text === undefined || text === null || text === '') return undefined;
  const isTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text);
  const time = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

async function findInstance(
  { job, stack, component: asked }: ReportedStatus,
  { instances, findLockedComponents }: ReportPorts,
): Promise<Answer<Pick<InstanceKey, 'component' | 'componentType'>>> {
  const { session, workspace, repository } = job;
  const where = { workspaceId: workspace.id, repositoryId: repository.repositoryId, stack };
  const candidates = findCandidates(await instances.listComponents(where), asked);
  // Only where there is a choice does it matter what else is known about the run.
  const locked =
    candidates.length > 1
      ? await findLockedComponents({ ...where, runId: session.claims.run_id })
      : new Set<string>();
  const found = resolveInstance(candidates, asked, (name) => locked.has(name));
  if (found.status === 'found') return ok(found.component);
  const names = found.status === 'ambiguous' ? found.candidates.slice(0, maxNamed).join(', ') : '';
  const message =
    found.status === 'ambiguous'
      ? `Ambiguous component ${asked} in the stack ${stack}: ${names}. Lock the instance in this run before the status is reported, or report the full name with the action upload-status.`
      : `Unknown instance ${asked} in the stack ${stack} of ${session.repository}. Upload the inventory first.`;
  return refuseRequest(404, 'InstanceNotFound', message);
}

/** Two reports with the same key are one. A client that retries sends the same time; without one no two are. */
function buildNaturalKey(
  parts: readonly string[],
  { instance, command, exitCode }: Verdict,
  { lastRunAt, random }: { readonly lastRunAt: number | undefined; readonly random: Pick<Random, 'uuid'> },
): string {
  const what = lastRunAt === undefined ? [random.uuid()] : [command ?? instance, exitCode ?? null, lastRunAt];
  return JSON.stringify([...parts, ...what]);
}

export async function reportStatus(
  report: ReportedStatus,
  ports: ReportPorts,
): Promise<Answer<StatusAnswer>> {
  const { job, body, traceId, owner, repo, stack, component: asked } = report;
  if (!isOwnRepository(`${owner}/${repo}`, job)) {
    const message = `A job can report instances of its own repository only, ${job.session.repository}.`;
    return refuseRequest(403, 'RepositoryForeign', message);
  }
  const verdict = judgeStatus(body);
  if (verdict.status === 'invalid') return invalid(`Invalid report: ${verdict.problem}.`);
  const lastRunAt = readLastRun(body.last_run);
  if (lastRunAt === null) return invalid('Invalid `last_run`: it is not a time in RFC 3339.');
  const found = await findInstance(report, ports);
  if (found.status === 'refused') return found;
  const { component, componentType } = found.value;
  const uploader = describeUploader(job.session, traceId);
  const address = { workspaceId: job.workspace.id, repositoryId: job.repository.repositoryId };
  const names = { stack, component, componentType };
  const { instance: status, command, exitCode } = verdict;
  const parts = [...Object.values(address), stack, component, componentType, runOf(uploader)];
  const naturalKey = buildNaturalKey(parts, verdict, { lastRunAt, random: ports.random });
  const result = { command: command ?? null, exitCode: exitCode ?? null };
  const details = { ...names, reportedAs: asked, status, ...result };
  const plan = body.plan?.version === 1 ? settleSummary(body.plan) : undefined;
  const given = { command, exitCode, lastRunAt, reportedAs: asked, uploader, plan, naturalKey };
  await ports.instances.report(
    { ...address, ...names, status, ...given },
    buildUploadEntry(address, uploader, { event: 'instance.status', outcome: 'allowed', details }),
  );
  return ok({ ...names, status, plan: plan && 'kept' });
}
