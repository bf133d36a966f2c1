/** Holds a session to its own workspace where a request names one, as admins have to. */
import type { Refusal } from '../http/answer.ts';
import type { SessionClaims } from './session.ts';

export function refuseOtherWorkspace(
  { workspaceId }: Pick<SessionClaims, 'workspaceId'>,
  named: string | undefined,
): Refusal | undefined {
  if (named === undefined || named === workspaceId) return undefined;
  return {
    httpStatus: 400,
    errorTag: 'InvalidRequest',
    errorMessage: `The session is for the workspace ${workspaceId}, and the request names another. Leave \`workspace\` out.`,
  };
}
