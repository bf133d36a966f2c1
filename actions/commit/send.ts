/** Sends a commit to the server. */

import { connectApi } from '../../src/client/client.ts';
import { type CommitAnswer, encodeCommit } from '../../src/client/commits/commit-call.ts';
import { sendAgain } from '../../src/client/stacks/send-upload.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Collected } from './collect.ts';
import type { Settings } from './settings.ts';

export function sendCommit(
  { additions, deletions, base }: Collected,
  { connection, branch, message, comment }: Settings,
  runner: Runner,
): Promise<CommitAnswer> {
  const { client, withSession } = connectApi(connection, 'commit', apiPorts(connection, runner));
  const body = encodeCommit({ branch, message, comment, additions, deletions, base });
  return sendAgain(() => withSession((session) => client.createCommit(session, body)), runner);
}
