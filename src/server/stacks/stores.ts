/** The stores of uploads and of what they say, over a database. Every method rejects with `REMOTE_STORE` in an outage. */
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { AffectedStore, OnPublished } from './affected-store.ts';
import {
  addAffectedNodes,
  beginAffectedSet,
  forgetExpiredSets,
  listAffectedNodes,
  listAffectedSets,
  publishAffectedSet,
  readAffectedSet,
} from './affected-table.ts';
import { listComponentNames, listInstanceRows } from './instance-queries.ts';
import type { InstanceStore, OnReported } from './instance-store.ts';
import { applyInventory } from './instance-table.ts';
import { forgetStatuses, listStatuses, recordStatus } from './status-table.ts';
import type { UploadStore } from './uploads/store.ts';
import { forgetExpiredUploads } from './uploads/upload-expiry.ts';
import { readUploadState, receiveUploadChunk } from './uploads/upload-table.ts';
import { measureUploadBacklog, readContent, readWholeBatch } from './uploads/upload-work-table.ts';

export function createUploadStore({ db, dialect }: OpenedDatabase): UploadStore {
  return {
    receive: (chunk) =>
      reachStore(() => db.transaction().execute((trx) => receiveUploadChunk(trx, dialect, chunk))),
    state: (uploadId) => reachStore(() => readUploadState(db, uploadId)),
    readWhole: (uploadId) => reachStore(() => readWholeBatch(db, uploadId)),
    content: (work, index) => reachStore(() => readContent(db, work, index)),
    backlog: () => reachStore(() => measureUploadBacklog(db, dialect)),
    forgetExpired: () => reachStore(() => forgetExpiredUploads(db, dialect)),
  };
}

const nothing: OnPublished = async () => {};

export function createAffectedStore(
  { db, dialect }: OpenedDatabase,
  onPublished: OnPublished = nothing,
): AffectedStore {
  return {
    begin: (set) => reachStore(() => beginAffectedSet(db, set)),
    addNodes: (set, nodes) => reachStore(() => addAffectedNodes(db, dialect, { set, nodes })),
    publish: (set, work, entry) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await publishAffectedSet(trx, dialect, { set, work, entry });
          await onPublished(trx, set);
        }),
      ),
    readSet: (id) => reachStore(() => readAffectedSet(db, id)),
    listSets: (filter) => reachStore(() => listAffectedSets(db, filter)),
    listNodes: (filter) => reachStore(() => listAffectedNodes(db, filter)),
    forgetExpired: () => reachStore(() => forgetExpiredSets(db, dialect)),
  };
}

const notFollowed: OnReported = async () => {};

export function createInstanceStore(
  { db, dialect }: OpenedDatabase,
  onReported: OnReported = notFollowed,
): InstanceStore {
  return {
    apply: (work, upload) =>
      reachStore(() => db.transaction().execute((trx) => applyInventory(trx, dialect, { work, upload }))),
    list: (filter) => reachStore(() => listInstanceRows(db, filter)),
    listComponents: (filter) => reachStore(() => listComponentNames(db, filter)),
    report: (status, entry) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          const { outcome, isCurrent } = await recordStatus(trx, dialect, { status, entry });
          if (outcome === 'reported') await onReported(trx, { ...status, isCurrent });
          return outcome;
        }),
      ),
    history: (filter) => reachStore(() => listStatuses(db, filter)),
    forgetStatuses: () => reachStore(() => forgetStatuses(db, dialect)),
  };
}
