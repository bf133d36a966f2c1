/** Trust policies for the pages of people: who can get tokens for a source, what jobs of a repository can get, and what a job would get. */
import type { Clock } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import { permissionSubject } from '../../domain/permissions/decide.ts';
import { explainPermission } from '../../domain/permissions/explain.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import type { FoundSource, SourcePolicy } from '../../domain/sts/source-policy.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';
import type { PolicyRule } from '../../domain/trust-policy/policy.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, type RequestRefusal, refuseRequest } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import { judgePolicy } from './judge-policy.ts';
import { notInstalled, suspended } from './judge-sources.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { PolicyGuard } from './policy-guard.ts';
import type { ReadSource, SourceReader, SourceReading } from './source-reader.ts';

/** Repositories of a page: as many as one question to GitHub may have. */
const pageLength = 100;
/** Longest wait for GitHub, in milliseconds. */
const judgeTimeoutMs = 10_000;

type DeskRepository = Pick<ImportedRepository, 'repositoryId' | 'ownerId' | 'canonicalName'>;

interface DeskSource {
  readonly repository: DeskRepository;
  /** The policy of one name. */
  readonly policy: SourcePolicy;
}

interface DeskPage {
  readonly rows: readonly DeskSource[];
  /** `after` of the next page. */
  readonly next: string | undefined;
  /** Names of the configuration without a repository; `problem`: GitHub could not be asked. */
  readonly unresolved: readonly { readonly name: string; readonly problem?: string | undefined }[];
}

type DeskReading =
  | { readonly status: 'read'; readonly source: FoundSource }
  | { readonly status: 'unreachable' | 'unread'; readonly problem: string };

/** What a job would get. */
interface JudgedJob {
  readonly outcome: SourceOutcome;
  /** Rules that allow it. */
  readonly rules: readonly PolicyRule[];
  /** Why the server refuses the job before it asks a policy; `undefined`: it does not. */
  readonly obstacle: Pick<RequestRefusal, 'tag' | 'message'> | undefined;
}

export interface PolicyDesk {
  /** Repositories of the workspace by name, those after `after`, each with its policy `policyName`. */
  list(
    workspace: WorkspaceConfig,
    query: { readonly policyName: string; readonly after: string | undefined },
  ): Promise<DeskPage>;
  find(workspace: WorkspaceConfig, repositoryId: string): Promise<Answer<DeskRepository>>;
  read(workspace: WorkspaceConfig, repository: DeskRepository): Promise<DeskReading>;
  /** The default branch, and the names of the policies on it; `HEAD` and none where GitHub is not asked or does not answer. */
  locate(
    workspace: WorkspaceConfig,
    repository: DeskRepository,
  ): Promise<{ readonly branch: string; readonly names: readonly string[] }>;
  /** Decides as the server does for a job, without a token. */
  judge(
    workspace: WorkspaceConfig,
    repository: DeskRepository,
    job: { readonly policyName: string; readonly claims: PolicyClaims },
  ): Promise<JudgedJob>;
}

export interface PolicyDeskPorts {
  readonly directory: Pick<SourceDirectory, 'list'>;
  readonly installations: InstallationIndex;
  readonly reader: SourceReader;
  readonly policies: PolicyCache;
  readonly guard: PolicyGuard;
  readonly clock: Pick<Clock, 'now'>;
}

type UnreadSource = Exclude<SourceReading, { status: 'read' }>;
type Located = { readonly status: 'installed'; readonly installation: Installation } | UnreadSource;

interface InstalledSource {
  readonly status: 'read';
  readonly source: ReadSource;
  readonly installation: Installation;
}

function keyOf({ canonicalName }: DeskRepository): string {
  return canonicalName.toLowerCase();
}

async function locate(
  { ownerId, canonicalName }: DeskRepository,
  { installations, clock }: Pick<PolicyDeskPorts, 'installations' | 'clock'>,
): Promise<Located> {
  try {
    const login = canonicalName.slice(0, canonicalName.indexOf('/'));
    const installation = await installations.find({ ownerId, login });
    if (installation === undefined) return { status: 'unreachable', problem: notInstalled.explanation };
    return installation.suspended
      ? { status: 'unreachable', problem: suspended.explanation }
      : { status: 'installed', installation };
  } catch (error) {
    return { status: 'unread', problem: readGitHubFailure(error, clock.now()).message };
  }
}

/** One question to GitHub for each owner. */
async function readPage(
  workspaceId: string,
  shown: readonly DeskRepository[],
  { policyName, ports }: { readonly policyName: string; readonly ports: PolicyDeskPorts },
): Promise<readonly DeskSource[]> {
  const groups = [...Map.groupBy(shown, ({ ownerId }) => ownerId).values()];
  const read = await Promise.all(
    groups.map(async (group): Promise<readonly DeskSource[]> => {
      const [first] = group;
      if (first === undefined) return [];
      const located = await locate(first, ports);
      if (located.status !== 'installed') {
        const { status, problem } = located;
        return group.map((repository) => ({ repository, policy: { status, problem } }));
      }
      const asked = { workspaceId, installation: located.installation };
      const policies = await ports.reader.readOne(asked, group, policyName);
      return group.flatMap((repository, index) => {
        const policy = policies[index];
        return policy === undefined ? [] : [{ repository, policy }];
      });
    }),
  );
  return read.flat().toSorted((a, b) => (keyOf(a.repository) < keyOf(b.repository) ? -1 : 1));
}

function toOutcome({ status, problem }: UnreadSource): SourceOutcome {
  return status === 'unread'
    ? { status: 'unjudged', explanation: problem }
    : { status: 'excluded', reason: 'not_installed_in_workspace', explanation: problem };
}

function findRules(
  { policies }: ReadSource,
  policyName: string,
  outcome: SourceOutcome,
): readonly PolicyRule[] {
  const found = policies.find(({ name }) => name === policyName)?.policy;
  if (found?.status !== 'valid' || outcome.status !== 'granted') return [];
  return found.rules.filter(({ index }) => outcome.matchedRules.includes(index));
}

/** As the admission of a request decides, without a session. */
function findObstacle(
  { id, features }: WorkspaceConfig,
  claims: PolicyClaims,
  known: readonly ImportedRepository[],
): JudgedJob['obstacle'] {
  const { repository = '' } = claims;
  const caller = known.find((one) => keyOf(one) === repository.toLowerCase());
  if (caller === undefined) {
    const who =
      repository === '' ? 'The repository of the job is missing.' : `${repository} is not in this workspace.`;
    return { tag: 'UnknownCaller', message: `${who} Jobs of other repositories get no session.` };
  }
  if (!features.sts)
    return { tag: 'FeatureDisabled', message: `\`features.sts\` is off in the workspace ${id}.` };
  const { granted, why } = explainPermission(
    caller.config.permissions,
    'ws:sts:create',
    permissionSubject(claims),
  );
  if (granted) return undefined;
  return {
    tag: 'PermissionMissing',
    message: `${repository} lacks the permission ws:sts:create for this run. ${why}`,
  };
}

/** Claims as a verified token has them: those that are absent are left out. */
function toTokenClaims(claims: PolicyClaims): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A grant with which the job could change the policy needs a protected directory, as for a real job. */
async function guardDecided(
  outcome: SourceOutcome,
  at: {
    readonly workspace: WorkspaceConfig;
    readonly repository: DeskRepository;
    readonly reading: InstalledSource;
  },
  { guard, clock }: Pick<PolicyDeskPorts, 'guard' | 'clock'>,
): Promise<SourceOutcome> {
  const { workspace, repository, reading } = at;
  if (outcome.status !== 'granted' || !workspace.sts.guardPolicyDirectory) return outcome;
  // The reading has asked already, if it may: the answer is known then.
  const { protection, branch = '' } = reading.source;
  const refusal: SourceOutcome & { readonly status: 'unjudged' } = {
    status: 'unjudged',
    explanation: protection.status === 'protected' ? '' : protection.problem,
  };
  try {
    const refused = await guard({
      installationId: reading.installation.id,
      name: repository.canonicalName,
      ...{ repositoryId: repository.repositoryId, branch, permissions: outcome.permissions },
      refuseSpending: () => (protection.status === 'unknown' ? refusal : undefined),
      signal: AbortSignal.timeout(judgeTimeoutMs),
    });
    return refused ?? outcome;
  } catch (error) {
    return { status: 'unjudged', explanation: readGitHubFailure(error, clock.now()).message };
  }
}

function toPlace(reading: InstalledSource | UnreadSource) {
  if (reading.status !== 'read') return { branch: 'HEAD', names: [] };
  const { branch = 'HEAD', files } = reading.source;
  return { branch, names: [...files.keys()] };
}

export function createPolicyDesk(ports: PolicyDeskPorts): PolicyDesk {
  const { directory, reader, policies } = ports;

  async function readSource(
    workspace: WorkspaceConfig,
    repository: DeskRepository,
  ): Promise<InstalledSource | UnreadSource> {
    const located = await locate(repository, ports);
    if (located.status !== 'installed') return located;
    const { installation } = located;
    const reading = await reader.readAll({ workspaceId: workspace.id, installation }, repository);
    return reading.status === 'read' ? { ...reading, installation } : reading;
  }

  return {
    async list(workspace, { policyName, after }) {
      const { resolved, unresolved, unknown } = await directory.list(workspace.id);
      const sorted = resolved.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      const rest = after === undefined ? sorted : sorted.filter((one) => keyOf(one) > after.toLowerCase());
      const shown = rest.slice(0, pageLength);
      return {
        rows: await readPage(workspace.id, shown, { policyName, ports }),
        next: rest.length > shown.length ? shown.at(-1)?.canonicalName : undefined,
        unresolved: [
          ...unresolved.map(({ name }) => ({ name })),
          ...unknown.map(({ config: { name }, failure }) => ({ name, problem: failure.message })),
        ],
      };
    },
    async find(workspace, repositoryId) {
      const { resolved } = await directory.list(workspace.id);
      const found = resolved.find((one) => one.repositoryId === repositoryId);
      return found === undefined
        ? refuseRequest(404, 'RepositoryUnknown', 'This workspace has no such repository.')
        : ok(found);
    },
    read: readSource,
    locate: async (workspace, repository) => toPlace(await readSource(workspace, repository)),
    async judge(workspace, repository, { policyName, claims }) {
      const { resolved } = await directory.list(workspace.id);
      const obstacle = findObstacle(workspace, claims, resolved);
      const reading = await readSource(workspace, repository);
      if (reading.status !== 'read') return { outcome: toOutcome(reading), rules: [], obstacle };
      const { source, installation } = reading;
      const decided = judgePolicy(
        {
          ...{ policyName, claims: toTokenClaims(claims), installationPermissions: installation.permissions },
          file: source.files.get(policyName) ?? { kind: 'absent' },
        },
        policies,
      );
      const outcome = await guardDecided(decided, { workspace, repository, reading }, ports);
      return { outcome, rules: findRules(source, policyName, outcome), obstacle };
    },
  };
}
