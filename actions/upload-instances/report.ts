/** Tells the job what is in the inventory, and whether it is all of it. */

import { describeInstances, renderInstances } from '../../src/client/stacks/render-instances.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inventory } from './inventory.ts';
import { toOutputs } from './outputs.ts';

export async function report(inventory: Inventory, isUploaded: boolean, runner: Runner): Promise<void> {
  const { instances, leftOut, isPartial } = inventory;
  runner.logger.info(`${describeInstances(instances)}.`);
  const partial = `This is not the whole inventory: ${leftOut > 0 ? `${leftOut} instances are left out` : 'a flag of atmos narrows it'}. A self-hosted server is told so; the hosted one may take those for gone.`;
  if (isPartial) await runner.warning(partial, 'Inventory');
  await runner.setOutputs(toOutputs(inventory, isUploaded));
  const notes = [
    isUploaded ? 'Sent to the Atmos Pro server.' : 'Not sent anywhere.',
    ...(isPartial ? [partial] : []),
  ];
  await runner.addSummary(renderInstances(instances, notes));
}
