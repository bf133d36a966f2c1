/** Chooses the instances of a cause that one remediation of a repository is about. */
import { maxRemediated } from '../../../api/routes/drift.ts';
import { ok } from '../../../base/result.ts';
import type { DriftCause, DriftedInstance } from '../../../domain/drift/causes.ts';
import { type Answer, refuseRequest } from '../../http/answer.ts';

export const noCause = refuseRequest(
  404,
  'CauseNotFound',
  'No instance drifts because of this cause any more, or never did.',
);

/** Of components with one name, the one of this type is remediated. */
export const remediatedType = 'terraform';
export const refuseReplaced = refuseRequest(
  409,
  'NotRemediable',
  'The stack has a Terraform component with the same name, which would be remediated instead. Open that instance.',
);

export interface CauseTargets {
  /** At most 100. */
  readonly places: readonly DriftedInstance[];
  /** How many more there are. */
  readonly left: number;
  /** How many are left out, because another instance would be remediated in their place. */
  readonly replaced: number;
}

/** Those of `places` that are live. */
type FindLive = (places: readonly DriftedInstance[]) => Promise<readonly DriftedInstance[]>;

function nameOf({ stack, component }: DriftedInstance): string {
  return JSON.stringify([stack, component]);
}

/** Whether a live component of Terraform would be remediated in the place of an instance. */
async function findReplaced(
  places: readonly DriftedInstance[],
  findLive: FindLive,
): Promise<(place: DriftedInstance) => boolean> {
  const others = places.filter(({ componentType }) => componentType !== remediatedType);
  if (others.length === 0) return () => false;
  const live = await findLive(others.map((place) => ({ ...place, componentType: remediatedType })));
  const names = new Set(live.map(nameOf));
  return (place) => place.componentType !== remediatedType && names.has(nameOf(place));
}

export async function chooseTargets(
  { cause, repositoryId }: { readonly cause: DriftCause; readonly repositoryId: string },
  findLive: FindLive,
): Promise<Answer<CauseTargets>> {
  const own = cause.instances.filter((one) => one.repositoryId === repositoryId);
  if (own.length === 0)
    return refuseRequest(404, 'InstanceNotFound', 'No instance of this repository has the cause.');
  const isReplaced = await findReplaced(own, findLive);
  const kept = own.filter((place) => !isReplaced(place));
  if (kept.length === 0) return refuseReplaced;
  return ok({
    places: kept.slice(0, maxRemediated),
    left: Math.max(0, kept.length - maxRemediated),
    replaced: own.length - kept.length,
  });
}
