/** Turns the items of a chunk into what is kept of them, or says why it cannot be. */
import type { AffectedStacksRequest } from '../../../api/routes/affected-stacks.ts';
import type { InstancesRequest } from '../../../api/routes/instances.ts';
import { createGraphBuilder } from '../../../domain/stacks/graph-builder.ts';
import { readReceivedInstance } from '../../../domain/stacks/received-instance.ts';
import type { InventoryConfig } from '../../config/config.ts';
import type { Refusal } from '../../http/answer.ts';
import type { AffectedHead } from '../apply-affected.ts';
import type { InstancesHead } from '../apply-instances.ts';
import type { NewInstance } from '../instance-store.ts';
import { packGraph, packInstances } from './pack.ts';
import { readItems } from './read-items.ts';
import type { UploadBody } from './upload-body.ts';

/** Most problems of drift detection that are named. */
const maxDriftProblems = 100;

export type NormalForm =
  | {
      readonly status: 'read';
      readonly content: Uint8Array;
      /** What of the body's other fields matters, the same in all chunks. */
      readonly head: Readonly<Record<string, string | boolean | null>>;
    }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** The graph of a chunk: what the trees repeat is there once. */
export async function readAffectedChunk(
  upload: UploadBody,
  { head_sha: headSha, base_sha: baseSha }: Pick<AffectedStacksRequest, 'head_sha' | 'base_sha'>,
): Promise<NormalForm> {
  const builder = createGraphBuilder();
  const refusal = await readItems(upload, (item) => builder.add(item));
  if (refusal !== undefined) return { status: 'refused', refusal };
  const head = { headSha, baseSha } satisfies AffectedHead;
  return { status: 'read', content: await packGraph(builder.build()), head };
}

/** One entry per problem, and all of them again in the message, in the form that the CLI knows (docs/wire.md#response-envelope). */
function refuseDrift(problems: readonly string[]): Refusal {
  const named = problems.slice(0, maxDriftProblems);
  const rest = problems.length - named.length;
  const entries = rest > 0 ? [...named, `${rest} more problems like these`] : named;
  return {
    httpStatus: 400,
    errorTag: 'DriftDetectionValidationError',
    errorMessage: `Drift detection validation failed: ${entries.join('; ')}`,
    validationErrors: entries,
  };
}

export async function readInstanceChunk(
  upload: UploadBody,
  { complete }: Pick<InstancesRequest, 'complete'>,
  { requireRemediate: needsRemediate }: Pick<InventoryConfig, 'requireRemediate'>,
): Promise<NormalForm> {
  const instances: NewInstance[] = [];
  const problems: string[] = [];
  const refusal = await readItems(upload, (item) => {
    const read = readReceivedInstance(item, { needsRemediate });
    if (read.status === 'invalid') return read.problem;
    const { problems: found, ...instance } = read.value;
    instances.push(instance);
    problems.push(...found);
    return undefined;
  });
  if (refusal !== undefined) return { status: 'refused', refusal };
  if (problems.length > 0) return { status: 'refused', refusal: refuseDrift(problems) };
  const head = { complete: complete ?? null } satisfies InstancesHead;
  return { status: 'read', content: await packInstances(instances), head };
}
