/** Sends each source to the installation of its owner; all installations are asked at once. */

import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { untilAborted } from '../../github/deadline.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { DenialLeases } from './denial-leases.ts';
import {
  type JudgedSource,
  type JudgePorts,
  judgeSources,
  notInstalled,
  outcomeOfFailure,
} from './judge-sources.ts';
import type { RequestedSource } from './request-sources.ts';
import type { RefuseSpending, SourceLimits } from './source-limits.ts';

export interface LocatedSource extends JudgedSource<RequestedSource> {
  readonly installation: Installation | undefined;
}

export interface JudgeRequest {
  readonly sources: readonly RequestedSource[];
  readonly policyName: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly callerRepositoryId: string;
  readonly guardsPolicies: boolean;
  readonly signal: AbortSignal;
}

export interface JudgeByInstallationPorts extends JudgePorts {
  readonly installations: InstallationIndex;
  readonly limits: SourceLimits;
  readonly denials: DenialLeases;
}

type Judged = readonly JudgedSource<RequestedSource>[];

/** One result per source, in order. Never rejects. */
export async function judgeByInstallation(
  request: JudgeRequest,
  ports: JudgeByInstallationPorts,
): Promise<readonly LocatedSource[]> {
  const { sources, signal } = request;
  const now = () => ports.clock.now();
  const byOwner = Map.groupBy(sources, ({ ownerId }) => ownerId);
  const judged = await Promise.all(
    [...byOwner.values()].map(async (group): Promise<readonly LocatedSource[]> => {
      const settleAll = (outcome: SourceOutcome) =>
        group.map((source) => ({ source, outcome, identity: undefined, installation: undefined }));
      try {
        const installation = await untilAborted(findInstallation(group, ports.installations), signal);
        if (installation === undefined) return settleAll(notInstalled);
        const results = await untilAborted(judgeGroup(group, { request, installation }, ports), signal);
        return results.map((result) => ({ ...result, installation }));
      } catch (error) {
        return settleAll(outcomeOfFailure(readGitHubFailure(error, now()), now()));
      }
    }),
  );
  const bySource = new Map(judged.flat().map((result) => [result.source, result]));
  return sources.flatMap((source) => bySource.get(source) ?? []);
}

/** Sources of one owner. GitHub is asked about those that no running denial answers, within the caller's limits. */
async function judgeGroup(
  group: readonly RequestedSource[],
  { request, installation }: { readonly request: JudgeRequest; readonly installation: Installation },
  ports: JudgeByInstallationPorts,
): Promise<Judged> {
  const { policyName, claims, callerRepositoryId, guardsPolicies, signal } = request;
  const questionOf = ({ repositoryId }: RequestedSource) => ({
    sourceRepositoryId: repositoryId,
    policyName,
    claims,
    guardsPolicies,
  });
  const recall = (source: RequestedSource): JudgedSource<RequestedSource> | undefined => {
    const denial = ports.denials.find(questionOf(source));
    return denial && { source, ...denial };
  };
  const recallAll = (): Judged | undefined => {
    const recalled = group.flatMap((source) => recall(source) ?? []);
    return recalled.length === group.length ? recalled : undefined;
  };
  const recalled = recallAll();
  if (recalled !== undefined) return recalled;
  const [first] = group;
  const asking = {
    callerRepositoryId,
    callerOwnerId: claims['repository_owner_id'],
    ownerId: first?.ownerId ?? '',
    installationId: installation.id,
    signal,
  };
  async function read(refuseSpending: RefuseSpending): Promise<Judged> {
    const known = group.flatMap((source) => recall(source) ?? []);
    const sources = group.filter((source) => !known.some((result) => result.source === source));
    const judged = await judgeSources({ ...request, installation, sources, refuseSpending }, ports);
    for (const { source, outcome, identity } of judged) {
      ports.denials.note(questionOf(source), { outcome, identity });
    }
    if (judged.some(({ outcome }) => outcome.status === 'granted')) ports.limits.noteGrant(asking);
    return [...known, ...judged];
  }
  const result = await ports.limits.run(asking, { read, recall: recallAll });
  if (!('status' in result)) return result;
  return group.map((source) => recall(source) ?? { source, outcome: result, identity: undefined });
}

async function findInstallation(
  group: readonly RequestedSource[],
  installations: InstallationIndex,
): Promise<Installation | undefined> {
  const [first] = group;
  if (first === undefined) return undefined;
  const { ownerId, canonicalName } = first;
  return installations.find({ ownerId, login: canonicalName.slice(0, canonicalName.indexOf('/')) });
}
