/** Sends the affected components to the server. */
import { connectApi } from '../../src/client/client.ts';
import { cutBatch } from '../../src/client/stacks/cut-batch.ts';
import type { AffectedComponent } from '../../src/client/stacks/read-affected.ts';
import { sendUpload } from '../../src/client/stacks/send-upload.ts';
import type { ResolvedBase } from '../../src/git/resolve-base.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** An empty list is sent too: it tells the server that nothing is affected. */
export type SendAffected = (
  components: readonly AffectedComponent[],
  comparison: ResolvedBase | undefined,
) => Promise<void>;

/** Starts a session. `undefined` when nothing is to be sent. */
export async function openAffectedUpload(
  { destination }: Settings,
  runner: Runner,
): Promise<SendAffected | undefined> {
  if (destination === undefined) return undefined;
  const { connection, repository, maxPayloadBytes } = destination;
  const { client, withSession } = connectApi(connection, 'upload-affected', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return async (components, comparison) => {
    const head = {
      head_sha: comparison?.headSha ?? '',
      base_sha: comparison?.baseSha ?? '',
      ...repository,
    };
    const items = components.map(({ item }) => item);
    const cut = { maxBytes: maxPayloadBytes, batchId: runner.random.uuid() };
    const parts = cutBatch({ head, field: 'stacks', items }, cut);
    await sendUpload(parts, (json) => withSession((session) => client.sendAffected(session, json)), runner);
  };
}
