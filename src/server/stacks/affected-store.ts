/** Affected sets as a port: what a commit touches, as graphs, one per origin of the upload. */

import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { GraphNode } from '../../domain/stacks/graph.ts';
import type { Database } from '../database/schema.ts';
import type { Uploader, Work } from './uploads/store.ts';

/** Most nodes in one answer, and in one write. */
export const maxNodePage = 1_000;
/** How long sets are kept, in milliseconds. */
export const affectedLifeMs = 90 * 24 * 60 * 60_000;
/** Most sets of one head that are listed. */
export const maxSetsPerHead = 50;

export interface AffectedSet {
  readonly id: number;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly uploader: Uploader;
  readonly uploadedAt: number;
  readonly affected: number;
  readonly nodes: number;
  readonly edges: number;
  readonly cycleCount: number;
  readonly cycles: readonly (readonly { readonly stack: string; readonly component: string }[])[];
}

export type NewAffectedSet = Omit<AffectedSet, 'id'> & {
  /** What tells apart the sets of one head. */
  readonly origin: string;
  readonly sequence: number;
};

export type StoredNode = GraphNode & { readonly number: number };

/** Runs in the transaction that publishes a set. */
export type OnPublished = (trx: Kysely<Database>, set: number) => Promise<void>;

export interface HeadFilter {
  readonly workspaceId: string;
  /** Absent: all of the workspace. */
  readonly repositoryId?: string | undefined;
  readonly headSha: string;
}

export interface NodeFilter {
  readonly set: number;
  readonly after?: number | undefined;
  readonly affected?: boolean | undefined;
  /** Start of the stack's name. */
  readonly prefix?: string | undefined;
  /** At most `maxNodePage`. */
  readonly limit: number;
}

export interface AffectedStore {
  /** Makes room for a set that is invisible until it is published. */
  begin(set: NewAffectedSet): Promise<number>;
  /** At most `maxNodePage` nodes of it. */
  addNodes(set: number, nodes: readonly StoredNode[]): Promise<void>;
  /**
   * Makes the set visible in place of the one of the same origin, and ends the work, both or neither. Rejects with
   * `LeaseLost` when another replica has the work.
   */
  publish(set: number, work: Work, entry: AuditEntry): Promise<void>;
  /** `undefined`: another one of its origin has replaced it, or it has expired. */
  readSet(id: number): Promise<AffectedSet | undefined>;
  /** Newest first. */
  listSets(filter: HeadFilter): Promise<readonly AffectedSet[]>;
  /** By number. */
  listNodes(filter: NodeFilter): Promise<readonly StoredNode[]>;
  /** Deletes what was replaced, never finished, or is too old; returns how many sets. */
  forgetExpired(): Promise<number>;
}
