/** Reads the policies of sources for the pages of people: each source once a minute, however many people look. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import type {
  FoundPolicy,
  FoundSource,
  PolicyProtection,
  SourcePolicy,
} from '../../domain/sts/source-policy.ts';
import { inspectTrustPolicy } from '../../domain/trust-policy/lint-policy.ts';
import type { CompiledTrustPolicy } from '../../domain/trust-policy/policy.ts';
import { isPolicyName, policyDirectory, policyPath } from '../../domain/trust-policy/policy-path.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readGitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import { type PolicyFile, readPolicyFiles } from '../../github/policy-files.ts';
import { type PolicyFolder, readPolicyFolder } from '../../github/policy-folder.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import { describeFindings, describeUnusable } from './judge-policy.ts';
import { liesOutside, notInstalled } from './judge-sources.ts';
import type { RefusePageSpending } from './page-spending.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { ProtectionVerdicts } from './protection-verdicts.ts';

/** How long what was read is shown, in milliseconds. */
const shownMs = 60_000;
/** Longest wait for GitHub, in milliseconds. */
const readTimeoutMs = 10_000;
/** Sources of which one policy, and of which all are kept. */
const maxPolicies = 2_000;
const maxFolders = 50;

export interface SourceReaderPorts {
  readonly client: GitHubClient;
  readonly access: InstallationAccess;
  readonly policies: PolicyCache;
  readonly protection: ProtectionVerdicts;
  readonly refuseSpending: RefusePageSpending;
  readonly clock: Clock;
}

/** Of one installation. */
interface Asked {
  readonly workspaceId: string;
  readonly installation: Installation;
}

/** A source with the text of its policies. */
export interface ReadSource extends FoundSource {
  readonly branch: string | undefined;
  /** By the name of the policy. */
  readonly files: ReadonlyMap<string, PolicyFile>;
}

export type SourceReading =
  | { readonly status: 'read'; readonly source: ReadSource }
  | { readonly status: 'unreachable' | 'unread'; readonly problem: string };

export interface SourceReader {
  /** The policy `name` of each source, in their order. Never rejects. At most 100 sources, one question to GitHub. */
  readOne(
    asked: Asked,
    sources: readonly RepositoryIdentity[],
    name: string,
  ): Promise<readonly SourcePolicy[]>;
  /** All policies of one source. Never rejects. */
  readAll(asked: Asked, source: RepositoryIdentity): Promise<SourceReading>;
}

const outside = { status: 'unreachable', problem: notInstalled.explanation } as const;

function unread(problem: string): SourcePolicy & SourceReading {
  return { status: 'unread', problem };
}

function toSourcePolicy(policy: CompiledTrustPolicy): SourcePolicy {
  return policy.status === 'valid'
    ? { status: 'valid', rules: policy.rules }
    : { status: 'invalid', problem: describeFindings(policy.findings) };
}

function describeFile(file: PolicyFile, name: string, compile: () => CompiledTrustPolicy): SourcePolicy {
  const path = policyPath(name);
  if (file.kind === 'absent')
    return { status: 'none', problem: `There is no ${path} on the default branch.` };
  if (file.kind === 'unusable') return { status: 'invalid', problem: describeUnusable(path, file.problem) };
  return toSourcePolicy(compile());
}

function inspectFile(file: PolicyFile, name: string, held: readonly string[]): FoundPolicy {
  const path = policyPath(name);
  if (file.kind !== 'text') {
    const policy = describeFile(file, name, () => ({ status: 'invalid', name, findings: [] }));
    return { name, path, policy, findings: [] };
  }
  const { policy, findings } = inspectTrustPolicy({
    content: file.content,
    file: path,
    heldPermissions: held,
  });
  return { name, path, policy: toSourcePolicy(policy), findings };
}

function createOneReader(ports: SourceReaderPorts): SourceReader['readOne'] {
  const { client, access, policies, refuseSpending, clock } = ports;
  const kept = new LRUCache<string, { readonly policy: SourcePolicy; readonly at: number }>({
    max: maxPolicies,
  });

  async function ask(
    { installation }: Asked,
    sources: readonly RepositoryIdentity[],
    name: string,
  ): Promise<readonly SourcePolicy[]> {
    const signal = AbortSignal.timeout(readTimeoutMs);
    const calls = { client, signal, now: () => clock.now() };
    const names = sources.map(({ canonicalName }) => canonicalName);
    const readings = await access.read(installation.id, (token) =>
      readPolicyFiles(calls, token, { names, path: policyPath(name) }),
    );
    return sources.map(({ repositoryId }, index) => {
      const found = readings[index];
      if (found?.status !== 'read' || found.repositoryId !== repositoryId) return outside;
      if (liesOutside(found, installation, access.isKnownOutside(installation.id, repositoryId)))
        return outside;
      const { file } = found;
      return describeFile(file, name, () =>
        policies.compile(
          file.kind === 'text' ? file.content : new Uint8Array(),
          name,
          installation.permissions,
        ),
      );
    });
  }

  return async (asked, sources, name) => {
    const keyOf = ({ repositoryId }: RepositoryIdentity) =>
      `${asked.installation.id} ${repositoryId} ${name}`;
    const find = (source: RepositoryIdentity) => {
      const known = kept.get(keyOf(source));
      return known !== undefined && clock.now() - known.at < shownMs ? known.policy : undefined;
    };
    const missing = sources.filter((source) => find(source) === undefined);
    let problem = '';
    if (missing.length > 0) {
      const refused = refuseSpending(asked.workspaceId, asked.installation.id, 'graphql');
      try {
        const read = refused === undefined ? await ask(asked, missing, name) : [];
        const at = clock.now();
        for (const [index, policy] of read.entries()) {
          const source = missing[index];
          if (source !== undefined) kept.set(keyOf(source), { policy, at });
        }
        problem = refused ?? '';
      } catch (error) {
        problem = readGitHubFailure(error, clock.now()).message;
      }
    }
    return sources.map((source) => find(source) ?? unread(problem));
  };
}

async function findProtection(
  source: RepositoryIdentity & { readonly branch: string | undefined },
  { workspaceId, installation }: Asked,
  { protection, refuseSpending, clock }: SourceReaderPorts,
): Promise<PolicyProtection> {
  const { repositoryId, canonicalName: name, branch } = source;
  if (branch === undefined) return { status: 'unknown', problem: 'The repository is empty.' };
  const place = { installationId: installation.id, repositoryId, name, branch };
  const refused =
    protection.peek(place) === undefined ? refuseSpending(workspaceId, installation.id, 'core') : undefined;
  if (refused !== undefined) return { status: 'unknown', problem: refused };
  try {
    const { fault } = await protection.get(place);
    return fault === undefined ? { status: 'protected' } : { status: 'unprotected', problem: fault };
  } catch (error) {
    return { status: 'unknown', problem: readGitHubFailure(error, clock.now()).message };
  }
}

function createAllReader(ports: SourceReaderPorts): SourceReader['readAll'] {
  const { client, access, refuseSpending, clock } = ports;
  const folders = createLeaseCache<{ readonly folder: PolicyFolder | undefined; readonly at: number }>(
    {
      maxEntries: maxFolders,
      async load(key) {
        const [installationId = '', ...repository] = key.split('/');
        const signal = AbortSignal.timeout(readTimeoutMs);
        const calls = { client, signal, now: () => clock.now() };
        const folder = await access.read(Number(installationId), (token) =>
          readPolicyFolder(calls, token, { repository: repository.join('/'), path: policyDirectory }),
        );
        return { folder, at: clock.now() };
      },
      validUntil: ({ at }) => at + shownMs,
    },
    clock,
  );

  return async (asked, source) => {
    const { installation, workspaceId } = asked;
    const key = `${installation.id}/${source.canonicalName}`;
    const refused =
      folders.peek(key) === undefined ? refuseSpending(workspaceId, installation.id, 'graphql') : undefined;
    if (refused !== undefined) return unread(refused);
    const read = await folders.get(key).catch((error: unknown) => readGitHubFailure(error, clock.now()));
    if (!('at' in read)) return unread(read.message);
    const { folder, at } = read;
    const isSame = folder?.repositoryId === source.repositoryId;
    const isOutside = access.isKnownOutside(installation.id, source.repositoryId);
    if (folder === undefined || !isSame || liesOutside(folder, installation, isOutside)) return outside;
    const named = [...folder.files].map(([file, content]) => [file.replace(/\.yaml$/, ''), content] as const);
    const files = new Map(
      named.filter(([name]) => isPolicyName(name)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    const held = Object.keys(installation.permissions);
    return {
      status: 'read',
      source: {
        files,
        branch: folder.branch,
        policies: [...files].map(([name, file]) => inspectFile(file, name, held)),
        skipped: folder.skipped + named.length - files.size,
        protection: await findProtection({ ...source, branch: folder.branch }, asked, ports),
        held: installation.permissions,
        readAt: at,
      },
    };
  };
}

export function createSourceReader(ports: SourceReaderPorts): SourceReader {
  return { readOne: createOneReader(ports), readAll: createAllReader(ports) };
}
