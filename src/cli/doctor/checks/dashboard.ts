/** Checks what people need to sign in to the dashboard, as far as GitHub shows it to an App. */
import { webCallbackPath } from '../../../github/app-permissions.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { type DoctorResult, pass, warn } from '../check.ts';

/** Nothing without a dashboard. */
export function checkDashboard({
  dashboard,
  publicUrl,
  workspaces,
}: Pick<ServerConfig, 'dashboard' | 'publicUrl' | 'workspaces'>): readonly DoctorResult[] {
  if (dashboard === undefined) return [];
  const results = [
    pass(
      `People sign in with the client id ${dashboard.clientId}. The settings of the App must have the callback URL ${publicUrl}${webCallbackPath}, which GitHub does not show.`,
    ),
  ];
  if (workspaces.every(({ people }) => people.length === 0))
    results.push(warn('dashboard-nobody', 'The dashboard is on, and no workspace gives a person a role.'));
  return results;
}
