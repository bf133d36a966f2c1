/** The findings of the doctor, with the remedy that it prints. `docs/server-reference.md` has the same table. */
import { likelyMistakes } from '../../server/config/likely-mistakes.ts';

export const doctorFindings = {
  'config-invalid':
    'Fix the configuration file or the environment variable that the message names. The server does not start until then, and the doctor runs no other check.',
  'file-readable':
    'Run `atmos-pro doctor --fix` as the user of the server, or take the right to read from other users with chmod. In Kubernetes, set `defaultMode: 0440` for the volume of the secret.',
  'file-writable':
    'Run `atmos-pro doctor --fix` as the user of the server, or take the right to write from other users with chmod. A user who can change these files decides whom the server trusts.',
  'file-leftover':
    'Run `atmos-pro doctor --fix`, or remove the file. A draft of `restore` has the keys that sign sessions.',
  'public-url-plain': likelyMistakes['public-url-plain'],
  'workspace-idle': likelyMistakes['workspace-idle'],
  'permission-row-glob': likelyMistakes['permission-row-glob'],
  'sts-off': likelyMistakes['sts-off'],
  'database-down':
    'PostgreSQL: check `DATABASE_URL`, that PostgreSQL is running, and that the database exists. SQLite: check that the folder exists on a local disk and that this user can write to it.',
  'database-newer': 'Run the newer version that migrated this database, or restore a backup.',
  'database-pending': 'Run `atmos-pro migrate`, or start the server: `serve` applies pending migrations.',
  'audit-unprotected':
    'The triggers that make the audit log append-only are missing. Restore them from a backup or a new database, and find out who removed them.',
  'audit-role':
    'Create a PostgreSQL role for the server, grant it only what serving needs with `atmos-pro migrate --runtime-role NAME`, and run the server as that role.',
  'github-unreachable':
    'Allow this host to reach the API of GitHub. Check `github.server_url`, HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS.',
  'clock-unknown':
    'The response had no `Date` header. Check the clock of this host, and that `github.server_url` leads to GitHub.',
  'clock-off': 'Synchronize the clock of this host with NTP.',
  'clock-wrong':
    'Synchronize the clock of this host with NTP. Until then, ID tokens or the JWTs of the GitHub App are rejected.',
  'app-missing':
    'Create a GitHub App with `atmos-pro github-app create`, then set `github.app_id` and its private key.',
  'app-key-refused':
    'Check that the settings of the App list this key, that `github.app_id` is the id shown there, and that the clock of this host is correct.',
  'app-key-unknown':
    'If the key was deleted in the settings of the App, remove it from the configuration. If it is new, check that it is the one generated there.',
  'app-not-found': 'Check `github.app_id`, and that `github.server_url` is the GitHub that has the App.',
  'app-unasked': 'Retry later. See githubstatus.com for outages.',
  'app-private':
    'Make the App public in the advanced settings of the App, or remove the repositories of other accounts from the configuration.',
  'app-permission':
    'Add the permission under "Permissions & events" in the settings of the App. Each account that installed the App must then accept it.',
  'app-webhook-url':
    'Set "Webhook URL" in the settings of the App to the address that the message expects, and select "Active".',
  'app-webhook-format': 'Set "Content type" of the webhook in the settings of the App to `application/json`.',
  'app-webhook-secret':
    'Generate a secret with `openssl rand -hex 32`, and set it in the settings of the App and in `ATMOS_PRO_GITHUB_WEBHOOK_SECRET` of the server.',
  'server-webhook-secret': likelyMistakes['server-webhook-secret'],
  'app-webhook-tls': 'Select "Enable SSL verification" for the webhook in the settings of the App.',
  'app-webhook-failing':
    'Open "Advanced" in the settings of the App for the answers. Status 401: compare the secret of the App with that of the server. No answer: let GitHub reach `public_url`. Then redeliver what failed.',
  'dashboard-nobody': 'Add logins or teams under `people` of a workspace.',
  'app-event':
    'Select the event under "Permissions & events" in the settings of the App. GitHub offers it once the App has the permission for it.',
  'installation-none':
    'Install the App on the accounts that own the calling repositories, and on those that own the source repositories.',
  'installation-suspended':
    'Ask an owner of the account to unsuspend the App in the settings of the account.',
  'installation-permission':
    'Ask an owner of the account to accept the new permissions of the App in the settings of the account.',
  'repository-not-installed':
    'Ask an owner of the account to install the App and to include this repository.',
  'repository-not-found':
    'Check the name, and that the installation includes the repository. If it was renamed, write the new name and keep the `id`.',
  'repository-other-id':
    'Check which repository is meant: another account may have taken the name. Until you remove or correct the entry, the server uses the earlier id.',
  'repository-renamed': 'Write the new name. Until then, the server recognizes the repository by its id.',
  'repository-unpinned':
    'Add the `id` that the message names, so that no other repository can take over the name.',
  'repositories-unread': 'Retry later. See githubstatus.com for outages.',
  'check-not-required':
    'Add the check to the rules of the branch, with this App as its source. Until then, a pull request can be merged while its deployments run or after they failed.',
  'check-other-app': 'Select this App as the source of the check. Otherwise no pull request can be merged.',
  'check-any-app':
    'Select this App as the source of the check. Otherwise anything that can write checks can pass it.',
  'queue-not-uploaded':
    'Add `merge_group` under `on` of the workflow that uploads affected stacks. Otherwise the check of each group fails.',
  'queue-not-checked':
    'Add the check to the rules of the branch, with this App as its source. Until then, the merge queue merges groups while their deployments run or after they failed.',
  'review-of-app-only':
    'Require one more approval, or a review from code owners: an App is not a code owner. The App approves what a workflow of the pull request says is affected.',
  'review-may-be-stale':
    'Enable "Dismiss stale pull request approvals when new commits are pushed". Otherwise the approval of the App counts for a new commit until the server has heard of the push.',
  'workflow-missing':
    'Add the workflow file to the default branch, or correct its name in `settings.pro` of the component.',
  'workflow-unusable': 'Fix the workflow file on the default branch.',
  'workflow-inputs':
    'Declare the inputs under `on.workflow_dispatch.inputs` of the workflow file, or correct `inputs` in `settings.pro` of the component.',
  'settings-leftover':
    'Set `templates.settings.enabled: true` in atmos.yaml, and upload the instances again.',
  'workflow-no-run-id':
    'Declare the input `atmos_pro_run_id`, and use it in `run-name`. Until then, dispatches of the workflow wait for each other.',
  'workflow-cancels':
    'Remove `cancel-in-progress`, also from jobs. GitHub would end a run in the middle of an apply.',
  'workflow-shared-group':
    'Give plans and changes concurrency groups of their own. In a shared group, GitHub cancels a run that waits when the next one comes.',
  'policy-unusable': 'Replace it with a regular text file: no symlink, no folder, and below the size limit.',
  'policy-finding': 'Run `atmos-pro policy lint` in a checkout for an explanation.',
  'policy-unprotected':
    'Require reviews from code owners in a ruleset for the default branch too. Otherwise anyone with write access can change who is trusted.',
  'policy-more': 'Run `atmos-pro policy lint` in a checkout to see all findings.',
  'webhook-unreachable':
    'Check the URL and the firewall. Deliveries do not use a proxy. To allow an address in your own network, set `allow_private_network: true`.',
  'public-url-unreachable':
    'Start the server, and check the host name, the reverse proxy and its certificate. Other networks may reach the address even if this host does not.',
  'public-url-redirects':
    'Set `public_url` to the final address. On a redirect, the Atmos CLI drops the request body.',
  'public-url-not-ready': 'Check the database results above and the log of the server.',
  'public-url-foreign':
    'Check that the address belongs to this server, and that the reverse proxy passes paths on unchanged.',
} as const satisfies Record<string, string>;

export type DoctorFinding = keyof typeof doctorFindings;
