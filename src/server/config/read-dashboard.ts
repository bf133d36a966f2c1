/** How people sign in to the pages, and their roles. */
import { ActionError } from '../../base/errors.ts';
import type { RoleEntry } from '../../domain/roles/decide-role.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { DashboardConfig, GitHubConfig } from './config.ts';
import type { ReadConfigInput } from './config-input.ts';
import { findSecretProblem, readSecretFile } from './secret-files.ts';

const secretVariable = 'ATMOS_PRO_GITHUB_CLIENT_SECRET';
const idVariable = 'ATMOS_PRO_GITHUB_CLIENT_ID';
/** GitHub's have 40 hexadecimal digits; those of an older GitHub Enterprise Server may be shorter. */
const minClientSecretLength = 20;

function readClientSecret(
  { client_secret_file: file }: NonNullable<ServerConfigDocument['dashboard']>,
  input: ReadConfigInput,
): string | undefined {
  if (file !== undefined) return readSecretFile(file, minClientSecretLength, input);
  const secret = input.environment[secretVariable]?.trim();
  if (secret === undefined) return undefined;
  const problem = findSecretProblem(secret, minClientSecretLength);
  if (problem === undefined) return secret;
  throw new ActionError('INPUT_CONFIG_INVALID', `The client secret in ${secretVariable} ${problem}.`, {
    hint: 'Set the client secret that GitHub showed in the settings of the GitHub App.',
  });
}

/** A client id is accepted as the id of the App too. A number is the other kind of id. */
function clientIdOf(app: GitHubConfig['app']): string | undefined {
  return app === undefined || /^[0-9]+$/.test(app.id) ? undefined : app.id;
}

/** `undefined` without a client secret: the pages are off. Throws `INPUT_CONFIG_INVALID`; a secret is never quoted. */
export function readDashboard(
  document: ServerConfigDocument,
  input: ReadConfigInput,
  github: Pick<GitHubConfig, 'app' | 'serverUrl'>,
): DashboardConfig | undefined {
  const dashboard = document.dashboard ?? {};
  const clientSecret = readClientSecret(dashboard, input);
  if (clientSecret === undefined) return undefined;
  const clientId = dashboard.client_id ?? input.environment[idVariable] ?? clientIdOf(github.app);
  if (clientId === undefined) {
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `${input.file}: the GitHub App has a client secret but no client id.`,
      {
        hint: `Set dashboard.client_id or ${idVariable}.`,
      },
    );
  }
  return {
    clientId,
    clientSecret,
    signInUrl: (dashboard.sign_in_url ?? github.serverUrl).replace(/\/+$/, ''),
  };
}

type PeopleEntries = NonNullable<ServerConfigDocument['workspaces'][number]['people']>;

export function readPeople(entries: PeopleEntries): readonly RoleEntry[] {
  return entries.map((entry): RoleEntry => {
    if ('team' in entry) {
      const [organization = '', slug = ''] = entry.team.split('/');
      return { kind: 'team', role: entry.role, organization, slug };
    }
    const id = entry.id === undefined ? undefined : String(entry.id);
    return { kind: 'person', role: entry.role, login: entry.login, id };
  });
}
