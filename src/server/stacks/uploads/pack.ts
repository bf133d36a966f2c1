/** The normal form of a chunk, in which it waits for the rest: what the work needs, compressed. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ActionError } from '../../../base/errors.ts';
import { isRecord } from '../../../base/text.ts';
import type { DependencyGraph, GraphNode } from '../../../domain/stacks/graph.ts';
import type { NewInstance } from '../instance-store.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Fastest: a third of the size at little cost. */
const level = 1;
/** Largest normal form, in bytes: what is larger was never written by this server. */
const maxOutputLength = 256 * 1024 * 1024;

type NodeRow = readonly [string, string, number, string | null, string | null, readonly number[]];
type InstanceRow = readonly [string, string, string, number, string | null];

async function pack(value: unknown): Promise<Uint8Array> {
  return compress(JSON.stringify(value), { level });
}
async function unpack(content: Uint8Array): Promise<unknown> {
  return JSON.parse((await decompress(content, { maxOutputLength })).toString('utf8'));
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isNodeRow(row: unknown): row is NodeRow {
  if (!Array.isArray(row) || row.length !== 6) return false;
  const [stack, component, flags, deletionType, pro, dependents]: unknown[] = row;
  return (
    typeof stack === 'string' &&
    typeof component === 'string' &&
    typeof flags === 'number' &&
    isTextOrNull(deletionType) &&
    isTextOrNull(pro) &&
    Array.isArray(dependents) &&
    dependents.every((one) => typeof one === 'number')
  );
}

function isInstanceRow(row: unknown): row is InstanceRow {
  if (!Array.isArray(row) || row.length !== 5) return false;
  const [stack, component, componentType, flags, pro]: unknown[] = row;
  const names = [stack, component, componentType];
  return names.every((name) => typeof name === 'string') && typeof flags === 'number' && isTextOrNull(pro);
}

function damaged(): ActionError {
  return new ActionError('INTERNAL', 'Unexpected content in the column upload_chunks.content.');
}

export function packGraph({ nodes, edgeCount }: DependencyGraph): Promise<Uint8Array> {
  const rows = nodes.map(
    ({ stack, component, affected, root, deleted, deletionType, pro, dependents }): NodeRow => {
      const flags = Number(affected) | (Number(root) << 1) | (Number(deleted) << 2);
      return [stack, component, flags, deletionType ?? null, pro ?? null, dependents];
    },
  );
  return pack({ rows, edgeCount });
}

export async function unpackGraph(content: Uint8Array): Promise<DependencyGraph> {
  const packed = await unpack(content);
  if (!isRecord(packed)) throw damaged();
  const { rows, edgeCount } = packed;
  if (!Array.isArray(rows) || !rows.every(isNodeRow) || typeof edgeCount !== 'number') throw damaged();
  const nodes = rows.map(
    ([stack, component, flags, deletionType, pro, dependents]): GraphNode => ({
      stack,
      component,
      affected: (flags & 1) !== 0,
      root: (flags & 2) !== 0,
      deleted: (flags & 4) !== 0,
      deletionType: deletionType ?? undefined,
      pro: pro ?? undefined,
      dependents,
    }),
  );
  return { nodes, edgeCount };
}

export function packInstances(instances: readonly NewInstance[]): Promise<Uint8Array> {
  return pack(
    instances.map(({ stack, component, componentType, enabled, driftEnabled, pro }): InstanceRow => {
      return [stack, component, componentType, Number(enabled) | (Number(driftEnabled) << 1), pro ?? null];
    }),
  );
}

export async function unpackInstances(content: Uint8Array): Promise<readonly NewInstance[]> {
  const rows = await unpack(content);
  if (!Array.isArray(rows) || !rows.every(isInstanceRow)) throw damaged();
  return rows.map(([stack, component, componentType, flags, pro]) => ({
    stack,
    component,
    componentType,
    enabled: (flags & 1) !== 0,
    driftEnabled: (flags & 2) !== 0,
    pro: pro ?? undefined,
  }));
}
