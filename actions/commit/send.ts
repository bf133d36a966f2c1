/** Sends a commit to the server. */

import { connectApi } from '../../src/client/client.ts';
import { type CommitAnswer, encodeCommit } from '../../src/client/commits/commit-call.ts';
import { sendAgain } from '../../src/client/stacks/send-upload.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Collected } from './collect.ts';
import type { Settings } from './settings.ts';

export type SendCommit = (collected: Collected) => Promise<CommitAnswer>;

/** Starts a session. */
export async function openCommit(
  { connection, branch, message, comment }: Settings,
  runner: Runner,
): Promise<SendCommit> {
  const { client, withSession } = connectApi(connection, 'commit', apiPorts(connection, runner));
  await withSession(async () => undefined);
  return ({ additions, deletions, base }) => {
    const body = encodeCommit({ branch, message, comment, additions, deletions, base });
    return sendAgain(() => withSession((session) => client.createCommit(session, body)), runner);
  };
}
