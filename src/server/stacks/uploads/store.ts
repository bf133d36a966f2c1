/** Uploads in progress as a port: chunks until they are whole, then what the work on them needs. */
import type { WorkTask } from '../../work/kind.ts';

export type UploadKind = 'affected' | 'instances';

/** Most bytes of bodies that a repository's unfinished batches may hold together. */
export const maxUnfinishedBytes = 512 * 1024 * 1024;
/** How long a batch waits for its next chunk, in milliseconds. */
export const unfinishedLifeMs = 60 * 60_000;
/** How long the hashes of applied chunks are kept, so that a repetition is known, in milliseconds. */
export const appliedLifeMs = 7 * 24 * 60 * 60_000;

/** How often work on a batch is begun. */
export const maxAttempts = 5;

/** The run's identity and the rest of the session's verified claims, under GitHub's names. */
export type Uploader = Readonly<Record<string, string>>;

export interface Stream {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly kind: UploadKind;
}

export interface ReceivedChunk extends Stream {
  /** `undefined`: the upload is this one body. */
  readonly batch: { readonly id: string; readonly index: number; readonly total: number } | undefined;
  /** Attempt of a run and its job. Others cannot add to its batches. */
  readonly run: string;
  /** Of the body, in hex. */
  readonly sha256: string;
  /** Of the body. */
  readonly bytes: number;
  readonly items: number;
  /** What the work needs of the items, compressed. */
  readonly content: Uint8Array;
  /** The fields next to the items, as JSON: the same in all chunks of a batch. */
  readonly head: string;
  readonly uploader: Uploader;
}

/** `whole`: to be worked on. */
type BatchState = 'receiving' | 'whole' | 'applied' | 'failed';

export type Receipt =
  | {
      readonly status: 'received' | 'repeated';
      readonly uploadId: number;
      readonly state: BatchState;
      readonly received: number;
      readonly total: number;
    }
  /** The batch belongs to another run, or has another total, other fields beside the items, or other content here. */
  | { readonly status: 'conflict'; readonly over: 'run' | 'total' | 'head' | 'content' }
  | { readonly status: 'full'; readonly over: 'bytes' | 'items' };

export interface WholeBatch extends Stream {
  readonly uploadId: number;
  readonly sequence: number;
  readonly total: number;
  readonly items: number;
  readonly bytes: number;
  readonly head: string;
  readonly uploader: Uploader;
  readonly receivedAt: number;
}

/** A whole batch that is ours to work on. */
export interface Work extends WholeBatch {
  readonly task: Pick<WorkTask, 'hold' | 'finish' | 'signal'>;
}

export interface UploadStore {
  /** Keeps a chunk, once. The last one makes the batch whole, and gives it its place in the order of the stream. */
  receive(chunk: ReceivedChunk): Promise<Receipt>;
  /** `undefined`: it has been forgotten. */
  state(uploadId: number): Promise<BatchState | undefined>;
  /** `undefined`: it is not to be worked on. */
  readWhole(uploadId: number): Promise<WholeBatch | undefined>;
  content(work: Pick<Work, 'uploadId'>, index: number): Promise<Uint8Array>;
  /** Complete batches that are not done, at any replica, and how long the oldest has been complete; 0 without one. */
  backlog(): Promise<{ readonly waiting: number; readonly oldestMs: number }>;
  /** Deletes batches that no longer wait for chunks, and what is known of those applied long ago; returns how many. */
  forgetExpired(): Promise<number>;
}
