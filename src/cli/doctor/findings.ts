/** The registry of what the doctor can find, and what to do about each: `docs/self-hosting.md` has it as a table. */

export const doctorFindings = {
  'config-invalid':
    'The configuration file or a variable is not valid: the message has line and column. The server would not start; nothing else is looked at.',
  'public-url-plain':
    'Clients would send tokens in the clear. End TLS in front of the server and set `public_url` to its https address.',
  'workspace-idle': 'No row grants anything. Give a repository `permissions`.',
  'sts-off': 'Rows allow minting and the switch does not. Set `features.sts: true`, or remove the rows.',
  'database-down': 'Check `DATABASE_URL` and the database, or the folder and the user of the SQLite file.',
  'database-newer': 'A newer version has migrated it. Run that version, or restore a backup.',
  'database-pending': 'Run `atmos-pro migrate`, or let `serve` do it at its start.',
  'audit-unprotected':
    'The triggers that keep the audit append-only are gone. Restore them from a backup or a new database, and find out who removed them.',
  'audit-role':
    'On PostgreSQL, the server’s account has rights over the audit log that serving does not need. Make a role for it with `atmos-pro migrate --runtime-role NAME`, as [the audit log](audit.md) says.',
  'github-unreachable':
    'Let this host reach GitHub’s API; check proxy, certificates and `github.server_url`.',
  'clock-unknown': 'Whatever answered gave no `Date`: check the clock by other means, and who answers there.',
  'clock-off': 'A few seconds. Let this host keep its time with NTP before it gets worse.',
  'clock-wrong': 'ID tokens or the App’s own requests will be refused. Let this host keep its time with NTP.',
  'app-missing':
    'Make an App with `atmos-pro github-app manifest`, and set `github.app_id` and its private key.',
  'app-key-refused':
    'The key is not one that the App’s settings list, or the id is another App’s, or the clock is wrong.',
  'app-key-unknown':
    'During a rotation, one of two keys. Take it out if it was deleted in the App’s settings; a new one must be generated there first.',
  'app-not-found': 'Check `github.app_id`, and that `github.server_url` is where the App lives.',
  'app-unasked': 'GitHub failed or was busy. Try again; see githubstatus.com.',
  'app-permission':
    'Add the permission under "Permissions & events" of the App’s settings; every account has to accept it afterwards.',
  'installation-none': 'Install the App on the accounts whose repositories call, and on those that are read.',
  'installation-suspended': 'The owner of the account can lift the suspension in its settings.',
  'installation-permission':
    'An owner of the account has to accept the App’s new permissions in its settings.',
  'repository-not-installed': 'An owner of the account has to install the App, with this repository.',
  'repository-not-found':
    'Check the name, and that the installation includes it. If it was renamed, write the new name and keep the id.',
  'repository-other-id':
    'Somebody else may have taken the name. Remove the entry, or name the repository that is meant.',
  'repository-renamed': 'It is still recognised by its id. Write the new name, for people.',
  'repository-unpinned': 'Add the `id` that the message names, so that nobody can take the name over.',
  'repositories-unread': 'GitHub failed. Try again later.',
  'policy-unusable': 'A trust policy must be a regular file of text, not a link, a folder or something huge.',
  'policy-finding': 'The linter found something: `atmos-pro policy lint` explains it in a checkout.',
  'policy-unprotected':
    'Let CODEOWNERS protect the folder of the policies, and have reviews by owners required.',
  'policy-more': 'The policy has more findings than are shown; `atmos-pro policy lint` shows all.',
  'webhook-unreachable':
    'Check the address and the firewall; deliveries go through no proxy. `allow_private_network: true` permits an address of your own network.',
  'public-url-unreachable':
    'Start the server; check its name, the TLS in front of it, and the certificate. From elsewhere it may look different.',
  'public-url-redirects':
    'Set `public_url` to the final address: the Atmos CLI loses the body on a redirect.',
  'public-url-not-ready': 'The server answers and cannot work: see the database above, and its log.',
  'public-url-foreign': 'Something else has that address, or a proxy passes the path on under another name.',
} as const satisfies Record<string, string>;

export type DoctorFinding = keyof typeof doctorFindings;
