/** Sends the inventory to the server. */

import { ActionError } from '../../src/base/errors.ts';
import { connectApi } from '../../src/client/connect.ts';
import { cutBatch, defaultMaxPayloadBytes } from '../../src/client/stacks/cut-batch.ts';
import { describeRepository } from '../../src/client/stacks/repository.ts';
import { sendUpload } from '../../src/client/stacks/send-upload.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import { type Connection, isHosted, resolveConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';
import type { Inventory } from './inventory.ts';

/** Whether it was sent: an empty inventory is not, since a server might take it for "everything is gone". */
export type SendInventory = (inventory: Inventory) => Promise<boolean>;

/** What a server that is ours is told about what is missing. Throws INPUT_INVALID for a part that claims to be the whole. */
function completenessOf(
  { isPartial }: Inventory,
  inputs: Inputs,
  connection: Connection,
): { readonly complete?: boolean } {
  const isConfirmed = inputs['confirm-removals'];
  if (isPartial && isConfirmed) {
    throw new ActionError('INPUT_INVALID', 'A partial inventory cannot confirm that the rest is gone.', {
      hint: 'Leave out confirm-removals, or what narrows the inventory.',
    });
  }
  if (isHosted(connection) || !(isPartial || isConfirmed)) return {};
  return { complete: isConfirmed };
}

/** Logs in, so that a missing permission shows at once. Undefined when nothing is to be sent. */
export async function openUpload(inputs: Inputs, runner: Runner): Promise<SendInventory | undefined> {
  if (!inputs.upload) return undefined;
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const connection = resolveConnection(inputs, environment, atmos);
  const repository = describeRepository(
    readVariable('GITHUB_SERVER_URL', environment) ?? '',
    readVariable('GITHUB_REPOSITORY', environment) ?? '',
  );
  const { client, withSession } = connectApi(connection, 'upload-instances', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return async (inventory) => {
    const { instances } = inventory;
    if (instances.length === 0) {
      await runner.notice('There is no instance, so nothing was sent.', 'Inventory');
      return false;
    }
    const head = { ...repository, ...completenessOf(inventory, inputs, connection) };
    const items = instances.map(({ item }) => item);
    const maxBytes = atmos.maxPayloadBytes ?? defaultMaxPayloadBytes;
    const parts = cutBatch({ head, field: 'instances', items }, { maxBytes, batchId: runner.random.uuid() });
    await sendUpload(parts, (json) => withSession((session) => client.sendInstances(session, json)), runner);
    return true;
  };
}
