/** `POST /sts`: who may ask for tokens. Which ones they get is the broker's decision. */
import type { FastifyInstance } from 'fastify';
import { type StsData, type StsRequest, stsRoute } from '../../api/routes/sts.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, type Refusal } from '../http/answer.ts';
import { registerSessionRoute, type SessionContext } from '../http/api-route.ts';
import { requirePermission } from '../permissions/require.ts';
import { actionsSessionType, type SessionClaims } from '../sessions/session.ts';
import { buildRefusedMintEntry } from '../sts/mint-audit.ts';

type StsDependencies = Pick<AppDependencies, 'config' | 'store' | 'sessions' | 'repositories' | 'tokens'>;

/** 400 for a session that no Actions job bought; 403 for the workspace's switch or a missing permission row. */
export function registerStsRoute(app: FastifyInstance, deps: StsDependencies): void {
  registerSessionRoute(app, deps, stsRoute, (context) => mintTokens(context, deps));
}

async function mintTokens(
  { session, body, traceId }: SessionContext<StsRequest>,
  deps: StsDependencies,
): Promise<Answer<StsData>> {
  const refused = await checkCaller(session, deps);
  if (refused !== undefined) {
    await deps.store.audit.append(buildRefusedMintEntry(session, traceId, refused));
    return { status: 'refused', refusal: refused };
  }
  return answer(await deps.tokens.mint(session, body, traceId));
}

async function checkCaller(
  session: SessionClaims,
  { config, repositories }: StsDependencies,
): Promise<Refusal | undefined> {
  const { type, workspaceId, repositoryId } = session;
  if (type !== actionsSessionType) {
    const message =
      'Tokens are minted for GitHub Actions jobs only. Exchange the ID token of a job for a session.';
    return { httpStatus: 400, errorTag: 'NotAnActionsSession', errorMessage: message };
  }
  const workspace = config.workspaces.find(({ id }) => id === workspaceId);
  const caller = await repositories.recognise(workspaceId, repositoryId);
  if (workspace === undefined || caller === undefined) {
    const message = `${session.repository} no longer belongs to the workspace ${workspaceId}.`;
    return { httpStatus: 403, errorTag: 'UnknownCaller', errorMessage: message };
  }
  if (!workspace.features.sts) {
    const message = `GitHub STS is off in the workspace ${workspaceId}. Set \`features.sts: true\` in the server's configuration.`;
    return { httpStatus: 403, errorTag: 'FeatureDisabled', errorMessage: message };
  }
  return requirePermission(session, caller.config, 'ws:sts:create');
}
