/** Sends the inventory to the server. */
import { ActionError } from '../../src/base/errors.ts';
import { connectApi } from '../../src/client/client.ts';
import { cutBatch } from '../../src/client/stacks/cut-batch.ts';
import { sendUpload } from '../../src/client/stacks/send-upload.ts';
import { apiPorts, isHosted, type ServerConnection } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inventory } from './inventory.ts';
import type { Settings } from './settings.ts';

/** Whether it was sent: an empty inventory is not, because a server might consider all instances removed. */
export type SendInventory = (inventory: Inventory) => Promise<boolean>;

/** What a self-hosted server is told about missing instances. Throws INPUT_INVALID for a partial inventory that confirms removals. */
function completenessOf(
  { isPartial }: Inventory,
  confirmRemovals: boolean,
  { connection }: { readonly connection: ServerConnection },
): { readonly complete?: boolean } {
  if (isPartial && confirmRemovals) {
    throw new ActionError('INPUT_INVALID', 'A partial inventory cannot confirm removals.', {
      hint: 'Remove `confirm-removals`, or the `include`, `exclude` or flag that narrows the inventory.',
    });
  }
  if (isHosted(connection) || !(isPartial || confirmRemovals)) return {};
  return { complete: confirmRemovals };
}

/** Starts a session. `undefined` when nothing is to be sent. */
export async function openInstancesUpload(
  { destination, confirmRemovals }: Settings,
  runner: Runner,
): Promise<SendInventory | undefined> {
  if (destination === undefined) return undefined;
  const { connection, repository, maxPayloadBytes } = destination;
  const { client, withSession } = connectApi(connection, 'upload-instances', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return async (inventory) => {
    const { instances } = inventory;
    if (instances.length === 0) {
      await runner.notice('The inventory is empty, so nothing was uploaded.', 'Inventory');
      return false;
    }
    const head = { ...repository, ...completenessOf(inventory, confirmRemovals, destination) };
    const items = instances.map(({ item }) => item);
    const cut = { maxBytes: maxPayloadBytes, batchId: runner.random.uuid() };
    const parts = cutBatch({ head, field: 'instances', items }, cut);
    await sendUpload(parts, (json) => withSession((session) => client.sendInstances(session, json)), runner);
    return true;
  };
}
