/**
 * Notices what changes in the workspaces that are watched, made by any replica: new entries of the audit log, and progress of open batches,
 * which is not audited step by step. Asks nothing while no page is watched.
 */
import type { Logger } from '../../base/ports.ts';
import type { AuditDesk, AuditNews } from '../audit/desk.ts';
import type { BatchDesk } from '../deployments/index.ts';

/** Pause between two questions, in milliseconds. */
const changePauseMs = 1_000;
/** Ids below the newest that are read again: entries of transactions that overlap become visible out of order. */
const overlap = 50;

type Listener = (topics: ReadonlySet<string>) => void;

interface Watched {
  readonly listeners: Set<Listener>;
  /** Entries above it are read; those that are known are in `seen`. `undefined`: nothing was read yet. */
  floor: number | undefined;
  seen: ReadonlySet<number>;
  /** Of the open batches; `undefined`: nothing was read yet. */
  batchMark: string | undefined;
}

export interface ChangeFeed {
  /** Calls `listener` with the first words of events. Returns what ends it. */
  watch(workspaceId: string, listener: Listener): () => void;
}

interface ReadPorts {
  readonly desk: Pick<AuditDesk, 'listNews'>;
  readonly batches: Pick<BatchDesk, 'readMark'>;
}

interface ChangeFeedPorts extends ReadPorts {
  readonly logger: Logger;
}

/** The topic of a batch that changed without an entry. */
const batchTopic = 'batch';

function topicOf({ event }: AuditNews): string {
  return event.split('.')[0] ?? '';
}

/** Topics of the entries that are new. */
async function readNews(
  { desk }: Pick<ReadPorts, 'desk'>,
  workspaceId: string,
  watched: Watched,
): Promise<ReadonlySet<string>> {
  if (watched.floor === undefined) {
    const [newest] = await desk.listNews(workspaceId, undefined);
    watched.floor = Math.max(0, (newest?.id ?? 0) - overlap);
    watched.seen = new Set((await desk.listNews(workspaceId, watched.floor)).map(({ id }) => id));
    return new Set();
  }
  const entries = await desk.listNews(workspaceId, watched.floor);
  const fresh = entries.filter(({ id }) => !watched.seen.has(id));
  const floor = Math.max(watched.floor, (entries.at(-1)?.id ?? 0) - overlap);
  watched.floor = floor;
  watched.seen = new Set(entries.map(({ id }) => id).filter((id) => id > floor));
  return new Set(fresh.map(topicOf));
}

async function haveBatchesChanged(
  { batches }: Pick<ReadPorts, 'batches'>,
  workspaceId: string,
  watched: Watched,
): Promise<boolean> {
  const before = watched.batchMark;
  watched.batchMark = await batches.readMark(workspaceId);
  return before !== undefined && before !== watched.batchMark;
}

async function tellChanges(ports: ReadPorts, workspaceId: string, watched: Watched): Promise<void> {
  const topics = new Set(await readNews(ports, workspaceId, watched));
  if (await haveBatchesChanged(ports, workspaceId, watched)) topics.add(batchTopic);
  if (topics.size > 0) for (const listener of watched.listeners) listener(topics);
}

export function createChangeFeed(ports: ChangeFeedPorts): ChangeFeed {
  const { logger } = ports;
  const workspaces = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;

  async function readAll(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (const [workspaceId, watched] of workspaces) await tellChanges(ports, workspaceId, watched);
    } catch (error) {
      logger.warn('pages: changes could not be read, will be retried', { error });
    } finally {
      isReading = false;
    }
  }

  return {
    watch(workspaceId, listener) {
      const watched = workspaces.get(workspaceId) ?? {
        listeners: new Set<Listener>(),
        floor: undefined,
        seen: new Set<number>(),
        batchMark: undefined,
      };
      workspaces.set(workspaceId, watched);
      watched.listeners.add(listener);
      timer ??= setInterval(readAll, changePauseMs).unref();
      // What changes from now on is noticed, not only from the next question on.
      void readAll();
      return () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size === 0) workspaces.delete(workspaceId);
        if (workspaces.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
