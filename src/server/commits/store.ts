/** The part of the store that remembers commits from CI: what was asked for, written before GitHub is, and what came of it. */
import type { AuditEntry } from '../../domain/audit/entry.ts';

export interface CommitKey {
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** SHA-256 of the request, `digestRequest`. */
  readonly digest: string;
}

export interface CommitRecord extends CommitKey {
  /** The job that asked: commits of one job stand on each other. */
  readonly job: string;
  readonly branch: string;
  /** Commit that the changes were made from. */
  readonly base: string;
  /** Id of a commit that is about to become the branch's head; known only where it is made before the branch moves. */
  readonly prepared: string | undefined;
  /** The commit that has the changes; `undefined` until that is certain. */
  readonly sha: string | undefined;
}

export interface CommitStore {
  find(key: CommitKey): Promise<CommitRecord | undefined>;
  /** Records that the request is under way. An existing record is kept, and returned with `isNew: false`. */
  begin(
    record: Omit<CommitRecord, 'prepared' | 'sha'>,
  ): Promise<{ readonly record: CommitRecord; readonly isNew: boolean }>;
  prepare(key: CommitKey, sha: string): Promise<void>;
  /** Writes the end together with its audit entry. The first end stands; returns it. `describe` hears whether this was it. */
  finish(key: CommitKey, sha: string, describe: (isFirst: boolean) => AuditEntry): Promise<string>;
  /** The latest commit of this job on the branch. */
  latest(
    place: Pick<CommitRecord, 'workspaceId' | 'repositoryId' | 'job' | 'branch'>,
  ): Promise<string | undefined>;
  /** Forgets requests that are older than a week, more than any job can run and ask again; returns how many. */
  forgetOld(): Promise<number>;
}
