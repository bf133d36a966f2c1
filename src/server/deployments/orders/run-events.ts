/** GitHub's deliveries about runs: each is news of the order that started the run. */
import type { Kysely } from 'kysely';
import { isRecord } from '../../../base/text.ts';
import { findCorrelations } from '../../../domain/dispatch/order-key.ts';
import { readRunStatus } from '../../../domain/dispatch/run-rank.ts';
import { nameTeam, type PendingEnvironment } from '../../../github/workflow-runs.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import {
  type ApplyDelivery,
  type DeliveredEvent,
  type DeployedRepository,
  deploymentWork,
  type PrepareDelivery,
} from '../seams.ts';
import { lockOrderBatch, type OrderRow, readOrder } from './order-rows.ts';
import { type NewsPorts, type RunReport, recordRun } from './run-news.ts';

/** Longest name of an environment or reviewer that is kept, in characters. */
const maxNameLength = 255;
/** Most reviewers of one environment that are kept. */
const maxReviewers = 20;
/** Most environments of one run that are kept. */
const maxEnvironments = 20;

export interface RunEventPorts extends NewsPorts {
  /** Login of the App's bot. */
  readonly botLogin: () => Promise<string>;
}

interface ToldRun {
  readonly runId: string;
  readonly title: string;
  readonly actor: string | undefined;
  readonly event: string;
  /** File name in `.github/workflows`. */
  readonly file: string;
  readonly report: RunReport;
}

type Fields = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2_000) : '';
}

function readRun(payload: Fields): ToldRun | undefined {
  const run = payload['workflow_run'];
  if (!isRecord(run)) return undefined;
  const { id, run_attempt: attempt, updated_at: updated, actor, conclusion, html_url: url } = run;
  const updatedAt = Date.parse(textOf(updated));
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || Number.isNaN(updatedAt)) return undefined;
  const status = readRunStatus(
    textOf(run['status']),
    typeof conclusion === 'string' ? conclusion : undefined,
  );
  const news = {
    attempt: typeof attempt === 'number' && Number.isSafeInteger(attempt) ? attempt : 1,
    updatedAt,
    ...status,
  };
  const login = isRecord(actor) ? textOf(actor['login']) : '';
  return {
    runId: String(id),
    title: textOf(run['display_title']),
    actor: login === '' ? undefined : login,
    event: textOf(run['event']),
    file: textOf(run['path']).split('@')[0]?.split('/').at(-1) ?? '',
    report: { runId: String(id), url: textOf(url) || undefined, news, source: 'delivery' },
  };
}

function nameOf(value: unknown): string {
  return textOf(value).slice(0, maxNameLength).toWellFormed().replaceAll('\0', '');
}

/** `repository`: `owner/name`. */
function readReviewers(value: unknown, repository: string): readonly string[] {
  const reviewers = Array.isArray(value) ? value : [];
  return reviewers.slice(0, maxReviewers).flatMap((entry) => {
    const reviewer = isRecord(entry) && isRecord(entry['reviewer']) ? entry['reviewer'] : {};
    const login = nameOf(reviewer['login']);
    const name = login === '' ? nameTeam(repository, nameOf(reviewer['slug'] ?? reviewer['name'])) : login;
    return name === '' ? [] : [name];
  });
}

/** Environments of the jobs that a review was about. */
function readReviewed(payload: Fields): readonly string[] {
  const jobs = Array.isArray(payload['workflow_job_runs']) ? payload['workflow_job_runs'] : [];
  const named = [payload['workflow_job_run'], ...jobs].flatMap((job) =>
    isRecord(job) ? [nameOf(job['environment'])] : [],
  );
  return [nameOf(payload['environment']), ...named].filter((name) => name !== '');
}

function isPending(value: unknown): value is readonly PendingEnvironment[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) => isRecord(one) && typeof one['environment'] === 'string' && Array.isArray(one['reviewers']),
    )
  );
}

function readApproval({ approval }: Pick<OrderRow, 'approval'>): readonly PendingEnvironment[] {
  return approval === null ? [] : readJsonText(approval, isPending, 'orders.approval');
}

/** What the run waits for after a request for approval, or a review. */
function nextApproval(
  row: OrderRow,
  { action, payload }: DeliveredEvent,
  repository: string,
): readonly PendingEnvironment[] {
  const reviewed = readReviewed(payload);
  const others = readApproval(row).filter(({ environment }) => !reviewed.includes(environment));
  const [environment] = reviewed;
  if (action !== 'requested' || environment === undefined) return others;
  return [...others, { environment, reviewers: readReviewers(payload['reviewers'], repository) }].slice(
    -maxEnvironments,
  );
}

/** The report as a review changes it: GitHub may show a run as in progress while one of its jobs waits. */
function withApproval(
  row: OrderRow,
  event: DeliveredEvent,
  { report, repository }: Pick<ToldRun, 'report'> & { readonly repository: string },
): RunReport {
  if (event.event !== 'deployment_review') return report;
  const approval = nextApproval(row, event, repository);
  const { news } = report;
  if (event.action !== 'requested' || news === undefined || news.end !== undefined)
    return { ...report, approval };
  return { ...report, approval, news: { ...news, status: 'waiting' } };
}

async function findOrder(
  trx: Kysely<Database>,
  { repositoryId }: DeployedRepository,
  { runId, title, actor, file, bot }: ToldRun & { readonly bot: string },
): Promise<number | undefined> {
  const orders = trx.selectFrom('orders').select('id').where('repository_id', '=', repositoryId);
  const known = await orders.where('run_id', '=', runId).executeTakeFirst();
  if (known !== undefined) return known.id;
  const [correlation, ...others] = findCorrelations(title);
  if (correlation === undefined || others.length > 0 || actor !== bot) return undefined;
  const named = orders.where('correlation', '=', correlation).where('workflow', '=', file);
  return (await named.executeTakeFirst())?.id;
}

/** A run of our own without an id: it may be that of an order whose run is searched for. */
async function wakeSeekers(
  trx: Kysely<Database>,
  { repositoryId }: DeployedRepository,
  { file, dialect }: { readonly file: string } & Pick<RunEventPorts, 'dialect'>,
): Promise<boolean> {
  const seekers = await trx
    .selectFrom('orders')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('workflow', '=', file)
    .where('state', '=', 'accepted')
    .limit(10)
    .execute();
  await enqueue(
    trx,
    dialect,
    seekers.map(({ id }) => ({ kind: deploymentWork.send, key: String(id) })),
  );
  return seekers.length > 0;
}

/** For `workflow_run` and `deployment_review`. Asks GitHub nothing about the run. */
export function createPrepareRunEvent(ports: RunEventPorts): PrepareDelivery {
  const { dialect, botLogin } = ports;
  return async (event, repository): Promise<ApplyDelivery> => {
    const told = readRun(event.payload);
    if (told === undefined || told.event !== 'workflow_dispatch') {
      return async () => ({ status: 'ignored', reason: 'The run was not started by a dispatch.' });
    }
    const bot = await botLogin();
    return async (trx) => {
      const id = await findOrder(trx, repository, { ...told, bot });
      const order = id === undefined ? undefined : await readOrder(trx, id);
      if (order === undefined) {
        const isOurs =
          told.actor === bot && (await wakeSeekers(trx, repository, { file: told.file, dialect }));
        return isOurs
          ? { status: 'applied' }
          : { status: 'ignored', reason: 'The server did not start the run.' };
      }
      const batch = await lockOrderBatch(trx, dialect, order.batch_id);
      const row = await readOrder(trx, order.id);
      if (row === undefined) return { status: 'ignored', reason: 'The dispatch is no longer on record.' };
      const report = withApproval(row, event, { ...told, repository: repository.name });
      await recordRun(trx, { row, batch, report }, ports);
      return { status: 'applied' };
    };
  };
}
