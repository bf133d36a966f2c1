/** Reads what workflow files declare, and keeps it by branch: GitHub is asked once in a while, and sends a file again only if it has changed. */
import type { Kysely, Selectable } from 'kysely';
import type { Result } from '../../../base/result.ts';
import { isRecord } from '../../../base/text.ts';
import { maxWorkflowLength } from '../../../domain/dispatch/limits.ts';
import {
  readWorkflow,
  type WorkflowFile,
  type WorkflowRefusal,
} from '../../../domain/dispatch/read-workflow.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { readWorkflowContent } from '../../../github/workflow-files.ts';
import { readJsonText } from '../../database/json-text.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { DeploymentAccess } from '../../repositories/deployment-access.ts';
import type { ReadWorkflowFile } from '../seams.ts';

/** How long what is known is used without asking GitHub, in milliseconds. */
const freshMs = 60_000;

type Reading = Result<WorkflowFile, WorkflowRefusal>;
type Row = Selectable<Database['workflow_files']>;

export interface WorkflowCachePorts {
  readonly database: OpenedDatabase;
  readonly access: DeploymentAccess;
  readonly client: GitHubClient;
}

interface FilePlace {
  readonly repositoryId: string;
  readonly ref: string;
  readonly file: string;
}

/** Written by this module alone; a version with other fields is read again. */
function isReading(value: unknown): value is Reading {
  if (!isRecord(value)) return false;
  if (value['status'] === 'refused') return isRecord(value['refusal']);
  const file = value['value'];
  return (
    value['status'] === 'ok' &&
    isRecord(file) &&
    Array.isArray(file['inputs']) &&
    Array.isArray(file['groups']) &&
    typeof file['carriesId'] === 'boolean'
  );
}

function toReading({ content }: Row): 'absent' | Reading {
  return content === null ? 'absent' : readJsonText(content, isReading, 'workflow_files.content');
}

async function find(db: Kysely<Database>, { repositoryId, ref, file }: FilePlace): Promise<Row | undefined> {
  return db
    .selectFrom('workflow_files')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('ref', '=', ref)
    .where('file', '=', file)
    .executeTakeFirst();
}

async function store(
  { db, dialect }: OpenedDatabase,
  { repositoryId, ref, file }: FilePlace,
  known: Pick<Row, 'etag' | 'blob_sha' | 'content'>,
): Promise<void> {
  await db
    .insertInto('workflow_files')
    .values({ repository_id: repositoryId, ref, file, ...known, read_at: dialect.now })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'ref', 'file']).doUpdateSet({ ...known, read_at: dialect.now }),
    )
    .execute();
}

/** GitHub has rejected a dispatch: the file is read again before the next one. */
export async function expireWorkflowFile(
  trx: Kysely<Database>,
  place: { readonly repository_id: string; readonly ref: string; readonly workflow: string },
): Promise<void> {
  await trx
    .updateTable('workflow_files')
    .set({ read_at: 0 })
    .where('repository_id', '=', place.repository_id)
    .where('ref', '=', place.ref)
    .where('file', '=', place.workflow)
    .execute();
}

export function createReadWorkflowFile({ database, access, client }: WorkflowCachePorts): ReadWorkflowFile {
  const { db, dialect } = database;
  return async ({ repository, ref, file }, signal) => {
    const { workspaceId, repositoryId } = repository;
    const place = { repositoryId, ref, file };
    const row = await find(db, place);
    const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
    if (row !== undefined && now - row.read_at < freshMs) return toReading(row);
    const etag = row?.etag ?? undefined;
    const content = await access.use({ workspaceId, repositoryId }, (handle) =>
      readWorkflowContent({ client, signal }, handle, { file, branch: ref, etag }),
    );
    if (content.status === 'unchanged' && row !== undefined) {
      await store(database, place, row);
      return toReading(row);
    }
    if (content.status !== 'read') {
      await store(database, place, { etag: null, blob_sha: null, content: null });
      return 'absent';
    }
    // Without its text the file is too large, or it is a directory or a link: the reader says that it is too long.
    const reading = readWorkflow(content.text ?? ' '.repeat(maxWorkflowLength + 1));
    await store(database, place, {
      etag: content.etag ?? null,
      blob_sha: content.blobSha ?? null,
      content: JSON.stringify(reading),
    });
    return reading;
  };
}
