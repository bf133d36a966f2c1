/** Takes in a chunk whose items have been read: keeps it, and waits a moment for the work on a batch that is whole. */
import type { Static } from 'typebox';
import type { uploadAnswer } from '../../../api/routes/uploads.ts';
import type { JsonValue } from '../../../base/json.ts';
import { ok, refuse } from '../../../base/result.ts';
import { maxItems } from '../../../domain/stacks/limits.ts';
import { stripCredentials } from '../../../domain/stacks/repo-url.ts';
import { type AdmittedJob, isOwnRepository } from '../../access/admit.ts';
import { type Answer, type RefusedAnswer, refuseRequest } from '../../http/answer.ts';
import type { WorkLoop } from '../../work/run-loop.ts';
import { tooMany } from './read-items.ts';
import {
  maxUnfinishedBytes,
  type Receipt,
  type ReceivedChunk,
  type UploadKind,
  type UploadStore,
  unfinishedLifeMs,
} from './store.ts';
import type { UploadBody } from './upload-body.ts';
import { uploadEntryName } from './upload-work-table.ts';
import { describeUploader, runOf } from './uploader.ts';

/** How long an answer waits for the work, in milliseconds, so that small uploads can be read at once. */
const settleMs = 2_000;

export interface UploadRequest {
  readonly repo_url?: string | null;
  readonly repo_name?: string | null;
  readonly repo_owner?: string | null;
  readonly repo_host?: string | null;
  readonly batch_id?: string;
  readonly batch_index?: number;
  readonly batch_total?: number;
}

export interface ChunkInput {
  readonly job: AdmittedJob;
  readonly traceId: string;
  readonly kind: UploadKind;
  readonly request: UploadRequest;
  readonly upload: UploadBody;
  readonly content: Uint8Array;
  /** The other fields beside the items that matter. */
  readonly head: Readonly<Record<string, JsonValue>>;
}

export interface ReceivePorts {
  readonly uploads: Pick<UploadStore, 'receive' | 'state'>;
  readonly queue: Pick<WorkLoop, 'settle'>;
}

const conflicts: Readonly<Record<'run' | 'total' | 'head' | 'content', string>> = {
  run: 'Another job started this batch. Use a new batch_id for each upload.',
  total: 'The batch was started with another batch_total. Send the same batch_total in all chunks.',
  head: 'The chunks of the batch differ in the fields beside the items. Send the same in all of them.',
  content: 'The batch has another chunk with this batch_index already. Use a new batch_id for each upload.',
};

/** 409 never means overload here, and the client does not retry it (docs/wire.md#retries). */
function refuseReceipt(receipt: Exclude<Receipt, { status: 'received' | 'repeated' }>): RefusedAnswer {
  if (receipt.status === 'conflict') return refuseRequest(409, 'BatchConflict', conflicts[receipt.over]);
  if (receipt.over === 'items') return refuse(tooMany(`more than ${maxItems} items`));
  const hours = unfinishedLifeMs / 3_600_000;
  const message = `The unfinished batches of this repository would exceed ${maxUnfinishedBytes} bytes. Finish them, or wait: a batch is dropped ${hours} hour after its last chunk.`;
  return refuseRequest(413, 'UploadTooLarge', message);
}

/** The client chooses the names: they are kept only where they are the session's repository. */
function describeRepository(
  { repo_owner: owner, repo_name: name, ...rest }: UploadRequest,
  job: AdmittedJob,
) {
  const isOwn = isOwnRepository(`${owner ?? ''}/${name ?? ''}`, job);
  return { repoUrl: isOwn ? stripCredentials(rest.repo_url ?? '') : '', isOwn };
}

function readBatch(request: UploadRequest): Answer<ReceivedChunk['batch']> {
  const { batch_id: id, batch_index: index, batch_total: total } = request;
  if (id === undefined && index === undefined && total === undefined) return ok(undefined);
  if (id === undefined || index === undefined || total === undefined || index >= total) {
    const message =
      'Invalid chunk: send batch_id, batch_index and batch_total together; batch_index counts from 0 and is below batch_total.';
    return refuseRequest(400, 'InvalidRequest', message);
  }
  return ok({ id, index, total });
}

const states = { receiving: 'incomplete', whole: 'queued', applied: 'applied', failed: 'failed' } as const;

export async function receiveChunk(
  { job, traceId, kind, request, upload, content, head }: ChunkInput,
  { uploads, queue }: ReceivePorts,
): Promise<Answer<Static<typeof uploadAnswer>>> {
  const batch = readBatch(request);
  if (batch.status === 'refused') return batch;
  const uploader = describeUploader(job.session, traceId);
  const receipt = await uploads.receive({
    workspaceId: job.workspace.id,
    repositoryId: job.repository.repositoryId,
    kind,
    batch: batch.value,
    run: runOf(uploader),
    sha256: upload.sha256,
    bytes: upload.bytes,
    items: upload.count,
    content,
    head: JSON.stringify({ ...head, ...describeRepository(request, job) }),
    uploader,
  });
  if (receipt.status === 'conflict' || receipt.status === 'full') return refuseReceipt(receipt);
  const { received, total } = receipt;
  if (receipt.state === 'whole') await queue.settle(uploadEntryName(receipt.uploadId), settleMs);
  const state = receipt.state === 'whole' ? await uploads.state(receipt.uploadId) : receipt.state;
  return ok({ state: states[state ?? 'applied'], received, total });
}
