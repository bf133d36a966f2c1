/** Proposed policies in a server's tests: the addresses, the forms, and what is at GitHub and in the log afterwards. */
import type { StoredAuditEntry } from '../../src/domain/audit/entry.ts';
import type { ServerConfigDocument } from '../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import type { SimulatedPullRequest } from '../../src/simulator/world/pull-requests.ts';
import type { Repository } from '../../src/simulator/world/world.ts';
import { type PageBrowser, type PageScene, pageSeed, pageWorkspaces } from './page-scene.ts';

/** The App may write, and adam may in `acme/modules`. */
export const proposingSeed: WorldSeed = {
  ...pageSeed,
  apps: (pageSeed.apps ?? []).map((app) => ({
    ...app,
    permissions: { ...app.permissions, contents: 'write' },
  })),
  repositories: (pageSeed.repositories ?? []).map((one) =>
    one.name === 'acme/modules' ? { ...one, people: { adam: 'write', mona: 'read' } } : one,
  ),
};

/** Admins may have the App propose policies. */
export const proposingWorkspaces: ServerConfigDocument['workspaces'] = pageWorkspaces.map((one) =>
  one.id === 'ws_acme' ? { ...one, sts: { policy_proposals: true } } : one,
) as ServerConfigDocument['workspaces'];

/** Of a draft for `acme/modules`. */
export const proposedValues = {
  ...{ policy: 'ci', repository: 'acme/infra', branch: 'main', permission: 'issues=write' },
};

export function proposalPath(
  fields: Readonly<Record<string, string>> = proposedValues,
  repositoryId = '1002',
): string {
  return `/w/ws_acme/access/${repositoryId}/propose?${new URLSearchParams(fields)}`;
}

/** `acme/modules` */
export function modulesOf({ simulator }: PageScene): Repository {
  const repository = simulator.world.repositories.get(1002);
  if (repository === undefined) throw new Error('no acme/modules');
  return repository;
}

export function decodeMarkup(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
}

/** The digest of the form that the page shows. */
export async function readDigest(browser: PageBrowser, path = proposalPath()): Promise<string> {
  const answer = await browser.get(path);
  const digest = /name="digest" value="([0-9a-f]{64})"/.exec(await answer.text())?.[1];
  if (digest === undefined) throw new Error(`${path} has no form: ${answer.status}`);
  return digest;
}

/** Opens the page and sends its form. */
export async function proposePolicy(
  browser: PageBrowser,
  fields: Readonly<Record<string, string>> = proposedValues,
): Promise<Response> {
  const path = proposalPath(fields);
  return browser.post(path, { digest: await readDigest(browser, path) });
}

export async function lastProposal({ server }: PageScene): Promise<StoredAuditEntry | undefined> {
  const entries = await server.store.audit.list({ event: 'policy.proposed', order: 'newest', limit: 1 });
  return entries[0];
}

export function proposedPulls(scene: PageScene): readonly SimulatedPullRequest[] {
  return [...modulesOf(scene).pullRequests.values()];
}

export async function proposedBranches(scene: PageScene): Promise<readonly string[]> {
  const refs = await modulesOf(scene).git.listRefs('refs/heads/atmos-pro/');
  return refs.map(({ ref }) => ref);
}
