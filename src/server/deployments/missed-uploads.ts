/** Finds what came instead of the upload that a batch waits for: a part of it, or one that names another commit. */
import type { Kysely } from 'kysely';
import { isRecord } from '../../base/text.ts';
import { isMerge } from '../../domain/dispatch/activities.ts';
import { uploadGraceMs, type WaitingFacts } from '../../domain/dispatch/no-upload.ts';
import { readMergeRef, type UploadClaims } from '../../domain/dispatch/upload-activity.ts';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { listActivities, listHeads } from './activity-table.ts';
import type { Batch } from './batch-table.ts';
import { readPullSubject } from './holds.ts';
import type { StoredPull } from './pull-table.ts';
import type { DeployedRepository } from './seams.ts';
import { recordUploader } from './uploader-table.ts';

/** Most uploads of a repository that are searched, the newest. */
const maxSearched = 200;
/** How much the clocks of GitHub and of the database may differ, in milliseconds. */
const clockSlackMs = 60_000;

interface Waiting {
  readonly batch: Batch;
  /** That the batch is about. */
  readonly pull: StoredPull | undefined;
}

interface MissedPorts {
  readonly dialect: Dialect;
}

type Claims = Readonly<Record<string, unknown>>;

function readClaims(text: string): Claims {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}

function withoutHeads(ref: unknown): string {
  return typeof ref === 'string' ? ref.replace(/^refs\/heads\//, '') : '';
}

/** Whether the run was started by the event of the batch; the commit that it uploaded for may be any. */
function isAbout(claims: Claims, { batch, pull }: Waiting): boolean {
  const { event_name: event, ref, head_ref: headRef, base_ref: baseRef, sha } = claims;
  const { activity } = batch;
  if (activity.event === 'merge_group') return event === 'merge_group' && sha === batch.headSha;
  if (activity.event !== 'pull_request' || pull === undefined) return false;
  const number = typeof ref === 'string' ? readMergeRef(ref) : undefined;
  if (event === 'pull_request' && number !== undefined) return !isMerge(activity) && number === pull.number;
  const areBranches = headRef === pull.headRef && withoutHeads(baseRef) === pull.baseRef;
  if (event === 'pull_request_target') return areBranches;
  return event === 'pull_request' && isMerge(activity) && areBranches && withoutHeads(ref) === pull.baseRef;
}

/** The upload with the most parts, of those that have begun and are not whole. */
async function findParts(db: Kysely<Database>, waiting: Waiting): Promise<WaitingFacts['parts']> {
  const { workspaceId, repositoryId, headSha } = waiting.batch;
  const rows = await db
    .selectFrom('upload_batches')
    .select(['received', 'total', 'head', 'uploader'])
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('kind', '=', 'affected')
    .where('state', '=', 'receiving')
    .orderBy('id', 'desc')
    .limit(maxSearched)
    .execute();
  const found = rows.find(
    ({ head, uploader }) => readClaims(head)['headSha'] === headSha && isAbout(readClaims(uploader), waiting),
  );
  return found && { received: found.received, total: found.total };
}

async function findOtherCommit(db: Kysely<Database>, waiting: Waiting): Promise<string | undefined> {
  const { batch } = waiting;
  const { workspaceId, repositoryId, headSha, subject } = batch;
  const activities = await listActivities(db, { repositoryId, subject, headSha });
  const begins = activities.map(({ at }) => at);
  // Uploads for earlier commits of a pull request are late, not wrong.
  const heads = new Set(await listHeads(db, { repositoryId, subject }));
  const rows = await db
    .selectFrom('affected_sets')
    .select(['head_sha', 'uploader'])
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '!=', headSha)
    .where('state', '!=', 'building')
    .where('uploaded_at', '>=', Math.min(batch.createdAt, ...begins) - clockSlackMs)
    .orderBy('id', 'desc')
    .limit(maxSearched)
    .execute();
  return rows.find((row) => !heads.has(row.head_sha) && isAbout(readClaims(row.uploader), waiting))?.head_sha;
}

export async function findMissedUploads(
  db: Kysely<Database>,
  waiting: Waiting,
): Promise<Pick<WaitingFacts, 'parts' | 'uploadedSha'>> {
  if (readPullSubject(waiting.batch.subject) !== undefined && waiting.pull === undefined) return {};
  return { parts: await findParts(db, waiting), uploadedSha: await findOtherCommit(db, waiting) };
}

/** Something came for the subject that is not its upload. Returns whether a batch of it waits. */
async function hastenSubject(
  trx: Kysely<Database>,
  { workspaceId, repositoryId, subject }: Pick<Batch, 'workspaceId' | 'repositoryId' | 'subject'>,
  { dialect }: MissedPorts,
): Promise<boolean> {
  const soon = dialect.after(uploadGraceMs + 1_000);
  const hastened = await trx
    .updateTable('batches')
    .set({ deadline_at: soon })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('subject', '=', subject)
    .where('state', '=', 'expected')
    .where('deadline_at', '>', soon)
    .returning('id')
    .execute();
  return hastened.length > 0;
}

/** An upload for another commit than that of its event: the batch of that waits no longer than for a run that has ended. */
export async function hastenMissed(
  {
    repository: { workspaceId, repositoryId },
    claims,
  }: { readonly repository: DeployedRepository; readonly claims: UploadClaims },
  { database, dialect }: MissedPorts & { readonly database: OpenedDatabase },
): Promise<void> {
  const number = readMergeRef(claims.ref);
  const isGroup = claims.eventName === 'merge_group';
  const subject = number === undefined ? isGroup && `group/${claims.sha}` : `pr/${number}`;
  if (subject === false) return;
  const event = isGroup ? 'merge_group' : 'pull_request';
  await database.db.transaction().execute(async (trx) => {
    const heads = await listHeads(trx, { repositoryId, subject });
    // Late, not wrong.
    if (heads.includes(claims.headSha)) return;
    const isWaiting = await hastenSubject(trx, { workspaceId, repositoryId, subject }, { dialect });
    if (isWaiting) await recordUploader(trx, dialect, { repositoryId, event, file: claims.workflow });
  });
}
