/** Finds the batches that remediate the instances of a page. */
import type { OpenRemediations } from '../../web/parts/remediations.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { PagePorts } from './page-ports.ts';

/** Batches that a page shows. */
const maxShownBatches = 5;

export async function findRemediations(
  workspace: WorkspaceConfig,
  rows: readonly { readonly remediation: number | undefined }[],
  { batches }: Pick<PagePorts, 'batches'>,
): Promise<OpenRemediations> {
  const counts = Map.groupBy(
    rows.flatMap(({ remediation }) => remediation ?? []),
    (id) => id,
  );
  const most = [...counts].toSorted(([, one], [, other]) => other.length - one.length).map(([id]) => id);
  const found = await Promise.all(
    most.slice(0, maxShownBatches).map((id) => batches.find(workspace, String(id))),
  );
  return {
    batches: found.flatMap((one) => (one.status === 'ok' ? [one.value] : [])),
    left: Math.max(0, most.length - maxShownBatches),
  };
}
