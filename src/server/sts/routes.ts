/** `POST /sts`: who may ask for tokens. Which ones they get is the broker's decision. */
import type { FastifyInstance } from 'fastify';
import { type StsData, type StsRequest, stsRoute } from '../../api/routes/sts.ts';
import { admitJob, type JobDemand } from '../access/admit-job.ts';
import { registerSessionRoute, type SessionContext } from '../access/api-route.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer } from '../http/answer.ts';
import { buildRefusedMintEntry } from './mint-audit.ts';

type StsDependencies = Pick<AppDependencies, 'config' | 'store' | 'sessions' | 'repositories' | 'tokens'>;

/** 400 for a session that no Actions job bought; 403 for the workspace's switch or a missing permission row. */
export function registerStsRoute(app: FastifyInstance, deps: StsDependencies): void {
  registerSessionRoute(app, deps, stsRoute, (context) => mintTokens(context, deps));
}

const demand = {
  feature: 'sts',
  permissions: ['ws:sts:create'],
  forJobs: 'Tokens are minted for GitHub Actions jobs only.',
} as const satisfies JobDemand;

async function mintTokens(
  { session, body, traceId }: SessionContext<StsRequest>,
  deps: StsDependencies,
): Promise<Answer<StsData>> {
  const admission = await admitJob(session, demand, deps);
  if (admission.status === 'refused') {
    await deps.store.audit.append(buildRefusedMintEntry(session, traceId, admission.refusal));
    return admission;
  }
  return answer(await deps.tokens.mint(session, body, traceId));
}
