/** Finds the features that the configuration uses, for the permissions of the GitHub App that they need. */
import type { ServerConfig } from './config.ts';

/** Features that the configuration allows or turns on; with `account`, only those of its repositories. */
export function featuresOf(
  { workspaces, dashboard }: Pick<ServerConfig, 'workspaces' | 'dashboard'>,
  account?: string,
): ReadonlySet<string> {
  const isMeant = (name: string) =>
    account === undefined || name.toLowerCase().startsWith(`${account.toLowerCase()}/`);
  const meant = workspaces.flatMap(({ repositories }) => repositories.filter(({ name }) => isMeant(name)));
  const ofRows = meant.flatMap(({ permissions }) =>
    permissions.map(({ permission }) => permission.split(':')[1] ?? ''),
  );
  const deploys = meant.some(({ deployments }) => deployments !== undefined);
  const hasIssues = meant.some(({ drift }) => drift !== undefined && drift.issues !== 'off');
  const readsTeams =
    dashboard !== undefined &&
    workspaces.some(({ people }) =>
      people.some((entry) => entry.kind === 'team' && isMeant(`${entry.organization}/`)),
    );
  const proposes = workspaces.some(
    ({ sts, repositories }) => sts.policyProposals && repositories.some(({ name }) => isMeant(name)),
  );
  return new Set([
    ...(proposes ? ['policy-proposals'] : []),
    ...(readsTeams ? ['dashboard'] : []),
    ...ofRows,
    ...(deploys ? ['deployments'] : []),
    ...(hasIssues ? ['drift-issues'] : []),
  ]);
}
