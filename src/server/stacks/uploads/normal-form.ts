/** Turns the items of a chunk into what is kept of them, or refuses them. */
import type { AffectedStacksRequest } from '../../../api/routes/affected-stacks.ts';
import type { InstancesRequest } from '../../../api/routes/instances.ts';
import { ok, refuse } from '../../../base/result.ts';
import { createGraphBuilder } from '../../../domain/stacks/graph-builder.ts';
import { readReceivedInstance } from '../../../domain/stacks/received-instance.ts';
import type { InventoryConfig } from '../../config/config.ts';
import type { Answer, RequestRefusal } from '../../http/answer.ts';
import type { AffectedHead } from '../apply-affected.ts';
import type { InstancesHead } from '../apply-instances.ts';
import type { NewInstance } from '../instance-store.ts';
import { packGraph, packInstances } from './pack.ts';
import { readItems } from './read-items.ts';
import type { UploadBody } from './upload-body.ts';

/** Most problems of drift detection that are named. */
const maxDriftProblems = 100;

export interface NormalForm {
  readonly content: Uint8Array;
  /** The body's other fields that matter, the same in all chunks. */
  readonly head: Readonly<Record<string, string | boolean | null>>;
}

/** The graph of a chunk: what the trees repeat is in it once. */
export async function readAffectedChunk(
  upload: UploadBody,
  { head_sha: headSha, base_sha: baseSha }: Pick<AffectedStacksRequest, 'head_sha' | 'base_sha'>,
): Promise<Answer<NormalForm>> {
  const builder = createGraphBuilder();
  const refusal = await readItems(upload, (item) => builder.add(item));
  if (refusal !== undefined) return refuse(refusal);
  const head = { headSha, baseSha } satisfies AffectedHead;
  return ok({ content: await packGraph(builder.build()), head });
}

/** One entry per problem, and all of them again in the message, in the form that the CLI knows (docs/wire.md#response-envelope). */
function refuseDrift(problems: readonly string[]): RequestRefusal {
  const named = problems.slice(0, maxDriftProblems);
  const rest = problems.length - named.length;
  const entries = rest > 0 ? [...named, `${rest} more problems like these`] : named;
  return {
    httpStatus: 400,
    tag: 'DriftDetectionValidationError',
    message: `Drift detection validation failed: ${entries.join('; ')}`,
    validationErrors: entries,
  };
}

export async function readInstanceChunk(
  upload: UploadBody,
  { complete }: Pick<InstancesRequest, 'complete'>,
  { requireRemediate: needsRemediate }: Pick<InventoryConfig, 'requireRemediate'>,
): Promise<Answer<NormalForm>> {
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
  if (refusal !== undefined) return refuse(refusal);
  if (problems.length > 0) return refuse(refuseDrift(problems));
  const head = { complete: complete ?? null } satisfies InstancesHead;
  return ok({ content: await packInstances(instances), head });
}
