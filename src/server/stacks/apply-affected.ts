/** Makes an affected set of a whole batch: merges the graphs of its chunks, and writes the result page by page. */
import { setImmediate as others } from 'node:timers/promises';
import { findCycles } from '../../domain/stacks/cycles.ts';
import type { DependencyGraph } from '../../domain/stacks/graph.ts';
import { createGraphBuilder } from '../../domain/stacks/graph-builder.ts';
import { maxCycleLength, maxNamedCycles } from '../../domain/stacks/limits.ts';
import { hasFields, readJsonText } from '../database/json-text.ts';
import { HopelessWork } from '../work/kind.ts';
import type { AffectedStore } from './affected-store.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import { unpackGraph } from './uploads/pack.ts';
import type { UploadStore, Work } from './uploads/store.ts';
import { originOf } from './uploads/uploader.ts';

/** Nodes in one write: during each, nothing else can write to an embedded database. */
const nodesPerWrite = 100;

export interface AffectedHead {
  readonly headSha: string;
  readonly baseSha: string;
}

export interface ApplyAffectedPorts {
  readonly affected: Pick<AffectedStore, 'begin' | 'addNodes' | 'publish'>;
  readonly uploads: Pick<UploadStore, 'content'>;
}

function isAffectedHead(value: unknown): value is AffectedHead {
  return hasFields(value, { headSha: 'string', baseSha: 'string' });
}

/** Each chunk is within every limit, but together they are not. */
class UploadTooLarge extends HopelessWork {}

async function mergeChunks(
  work: Work,
  { uploads }: Pick<ApplyAffectedPorts, 'uploads'>,
): Promise<DependencyGraph> {
  const builder = createGraphBuilder();
  for (let index = 0; index < work.total; index += 1) {
    const problem = builder.merge(await unpackGraph(await uploads.content(work, index)));
    if (problem !== undefined) throw new UploadTooLarge(`the upload has ${problem}`);
    work.task.signal.throwIfAborted();
  }
  return builder.build();
}

function nameCycles(graph: DependencyGraph) {
  const { count, named } = findCycles(graph, maxNamedCycles);
  const cycles = named.map((cycle) =>
    cycle.slice(0, maxCycleLength).flatMap((index) => {
      const node = graph.nodes[index];
      return node === undefined ? [] : [{ stack: node.stack, component: node.component }];
    }),
  );
  return { cycleCount: count, cycles };
}

export async function applyAffected(work: Work, ports: ApplyAffectedPorts): Promise<void> {
  const { affected } = ports;
  const { headSha, baseSha } = readJsonText(work.head, isAffectedHead, 'upload_batches.head');
  const graph = await mergeChunks(work, ports);
  const counts = {
    affected: graph.nodes.filter((node) => node.affected).length,
    nodes: graph.nodes.length,
    edges: graph.edgeCount,
    ...nameCycles(graph),
  };
  const set = await affected.begin({
    workspaceId: work.workspaceId,
    repositoryId: work.repositoryId,
    headSha,
    baseSha,
    origin: originOf(work.uploader),
    sequence: work.sequence,
    uploader: work.uploader,
    uploadedAt: work.receivedAt,
    ...counts,
  });
  for (let from = 0; from < graph.nodes.length; from += nodesPerWrite) {
    const page = graph.nodes.slice(from, from + nodesPerWrite);
    await affected.addNodes(
      set,
      page.map((node, index) => ({ ...node, number: from + index })),
    );
    work.task.signal.throwIfAborted();
    await others();
  }
  const { cycles: _, ...numbers } = counts;
  const details = { set, headSha, baseSha, ...numbers, chunks: work.total, bytes: work.bytes };
  await affected.publish(
    set,
    work,
    buildUploadEntry(work, work.uploader, { event: 'affected-stacks.upload', outcome: 'allowed', details }),
  );
}
