/** Reports the inventory, and whether it is partial: log, outputs and job summary. */

import { describeInstances, renderInstances } from '../../src/client/stacks/render-instances.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inventory } from './inventory.ts';
import { toOutputs } from './outputs.ts';

export async function reportInstances(
  inventory: Inventory,
  isUploaded: boolean,
  runner: Runner,
): Promise<void> {
  const { instances, leftOut, isPartial } = inventory;
  runner.logger.info(`${describeInstances(instances)}.`);
  const partial = `The inventory is partial: ${leftOut > 0 ? `${leftOut} instances are left out` : 'a flag of atmos narrows it'}. A self-hosted server keeps the others; the hosted server may remove them.`;
  if (isPartial) await runner.warning(partial, 'Inventory');
  await runner.setOutputs(toOutputs(inventory, isUploaded));
  const notes = [
    isUploaded ? 'Uploaded to the Atmos Pro server.' : 'Not uploaded.',
    ...(isPartial ? [partial] : []),
  ];
  await runner.addSummary(renderInstances(instances, notes));
}
