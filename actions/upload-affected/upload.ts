/** Sends what is affected to the server. */
import { connectApi } from '../../src/client/connect.ts';
import { cutBatch, defaultMaxPayloadBytes } from '../../src/client/stacks/cut-batch.ts';
import type { AffectedComponent } from '../../src/client/stacks/read-affected.ts';
import { describeRepository } from '../../src/client/stacks/repository.ts';
import { sendUpload } from '../../src/client/stacks/send-upload.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import type { Comparison } from '../../src/git/resolve-base.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import { resolveConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** An empty list is sent too: it is how a server learns that nothing is affected. */
export type SendAffected = (
  components: readonly AffectedComponent[],
  comparison: Comparison | undefined,
) => Promise<void>;

/** Logs in, so that a missing permission shows at once. Undefined when nothing is to be sent. */
export async function openUpload(inputs: Inputs, runner: Runner): Promise<SendAffected | undefined> {
  if (!inputs.upload) return undefined;
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  const connection = resolveConnection(inputs, environment, atmos);
  const repository = describeRepository(
    readVariable('GITHUB_SERVER_URL', environment) ?? '',
    readVariable('GITHUB_REPOSITORY', environment) ?? '',
  );
  const { client, withSession } = connectApi(connection, 'upload-affected', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return async (components, comparison) => {
    const head = {
      head_sha: comparison?.headSha ?? '',
      base_sha: comparison?.baseSha ?? '',
      ...repository,
    };
    const items = components.map(({ item }) => item);
    const maxBytes = atmos.maxPayloadBytes ?? defaultMaxPayloadBytes;
    const parts = cutBatch({ head, field: 'stacks', items }, { maxBytes, batchId: runner.random.uuid() });
    await sendUpload(parts, (json) => withSession((session) => client.sendAffected(session, json)), runner);
  };
}
