/** Sends each source to the installation of its owner; all installations are asked at once. */

import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { untilAborted } from '../../github/deadline.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import {
  type JudgedSource,
  type JudgePorts,
  judgeSources,
  notInstalled,
  outcomeOfFailure,
} from './judge-sources.ts';
import type { RequestedSource } from './request-sources.ts';

export interface LocatedSource extends JudgedSource<RequestedSource> {
  readonly installation: Installation | undefined;
}

export interface JudgeRequest {
  readonly sources: readonly RequestedSource[];
  readonly policyName: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** One result per source, in order. Never rejects. */
export async function judgeByInstallation(
  request: JudgeRequest,
  ports: JudgePorts & { readonly installations: InstallationIndex },
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
        const results = await untilAborted(
          judgeSources({ ...request, installation, sources: group }, ports),
          signal,
        );
        return results.map((result) => ({ ...result, installation }));
      } catch (error) {
        return settleAll(outcomeOfFailure(readGitHubFailure(error, now()), now()));
      }
    }),
  );
  const bySource = new Map(judged.flat().map((result) => [result.source, result]));
  return sources.flatMap((source) => bySource.get(source) ?? []);
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
