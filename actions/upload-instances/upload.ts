/** Sends the inventory to the server. */
import { connectApi } from '../../src/api/connect.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import { resolveConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { cutBatch, defaultMaxPayloadBytes } from '../../src/stacks/cut-batch.ts';
import { describeRepository } from '../../src/stacks/repository.ts';
import { sendUpload } from '../../src/stacks/send-upload.ts';
import type { Inputs } from './inputs.ts';
import type { Inventory } from './inventory.ts';

/** Whether it was sent: an empty inventory is not, since a server might take it for "everything is gone". */
export type SendInventory = (inventory: Inventory) => Promise<boolean>;

/** Logs in, so that a missing permission shows at once. Undefined when nothing is to be sent. */
export async function openUpload(inputs: Inputs, runner: Runner): Promise<SendInventory | undefined> {
  if (!inputs.upload) return undefined;
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const connection = resolveConnection(inputs, environment, atmos);
  const head = describeRepository(
    readVariable('GITHUB_SERVER_URL', environment) ?? '',
    readVariable('GITHUB_REPOSITORY', environment) ?? '',
  );
  const { client, withSession } = connectApi(connection, 'upload-instances', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return async ({ instances }) => {
    if (instances.length === 0) {
      await runner.notice('There is no instance, so nothing was sent.', 'Inventory');
      return false;
    }
    const items = instances.map(({ item }) => item);
    const maxBytes = atmos.maxPayloadBytes ?? defaultMaxPayloadBytes;
    const parts = cutBatch({ head, field: 'instances', items }, { maxBytes, batchId: runner.random.uuid() });
    await sendUpload(parts, (json) => withSession((session) => client.sendInstances(session, json)), runner);
    return true;
  };
}
