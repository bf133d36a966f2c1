/** The closed list of `errorTag` values of the API, each with what to do about it. */
export const errorTags = {
  InvalidRequest: 'The request does not fit the route’s schema. The message names the field.',
  MalformedBody: 'The body is not JSON in UTF-8, or its length is not what the headers say.',
  BodyTooLarge: 'The body is larger than the route takes. The message names the limit.',
  UnsupportedMediaType: 'Send `content-type: application/json`.',
  RouteNotFound: 'No such route. Check base-url and endpoint (default `api/v1`).',
  MethodNotAllowed: 'The path exists for another method.',
  RequestTimeout: 'The request took too long to arrive.',
  IdTokenRefused: 'The ID token did not verify. The message says which check failed.',
  IdTokenReplayed: 'The ID token was used before. Each exchange needs a fresh one.',
  UnknownCaller:
    'Check the workspace id, that the repository is listed under the workspace in the server’s configuration, and that the GitHub App is installed on it.',
  SessionMissing: 'Send `authorization: Bearer <session>`, obtained from `/auth/github-oidc`.',
  SessionExpired: 'Exchange a fresh ID token for a new session.',
  SessionInvalid:
    'The session was not issued by this server, or its key has been retired. Exchange a fresh ID token.',
  NotAnActionsSession: 'The route is for sessions that a GitHub Actions job bought with its ID token.',
  FeatureDisabled: 'Switch the feature on under the workspace’s `features` in the server’s configuration.',
  RepositoryUnknown:
    'The workspace has no repository of this name. Names are those of the server’s configuration.',
  PermissionMissing:
    'Add a permission row for the repository in the server’s configuration. The message names the permission and the values looked at.',
  AdminRequired: 'The route is for admins: send an admin token instead of a session.',
  WorkspaceDenied:
    'Check the workspace’s id, and that the admin token’s entry in the server’s configuration has no `workspaces` or names this one.',
  LockHeld:
    'Another job holds the lock, or GitHub says its run goes on. The message names the holder, its run and until when.',
  LockLost:
    'The job asked to renew a lock that it does not hold any more. The message says how it ended; take it anew if nobody else has it.',
  LockNotFound: 'Nothing holds the key. If this job had taken it, the lock ran out: ask for a longer TTL.',
  LockKeyInvalid: 'A key is `owner/repo/stack/component`, and is named once in a request.',
  LockKeyForeign: 'A job locks stacks of its own repository only. Check the git remotes of the clone.',
  LockTtlInvalid:
    'TTLs are given in seconds, from 1 to the workspace’s `locks.max_ttl_seconds` in the server’s configuration.',
  WebhookNotFound:
    'Check the name against `audit_webhooks` in the server’s configuration, and its `workspaces`.',
  CommitInvalid: 'The message, the branch or a file breaks a rule. The message names each rule and file.',
  CommitConflict:
    'The branch has moved on, was rewritten or is gone, or its pull request is closed. Run the job again on the newest commit.',
  CommitLoop: 'The App itself started the run. Leave such runs out with `if: github.actor != …`.',
  NotAPullRequest: 'Commit from a workflow that runs on `pull_request`.',
  BranchRefused:
    'A job commits to the head branch of its own pull request, which is in the same repository, and neither protected nor the default branch.',
  AppNotInstalled: 'Install the GitHub App in the account, with this repository.',
  AppPermissionMissing:
    'Give the GitHub App the permission that the message names, and accept it for the installation.',
  Busy: 'Come back after `Retry-After`. If it happens often, start more replicas.',
  RateLimited:
    'Log in less often: a session is good for an hour. The limits are `rate_limits` in the server’s configuration.',
  Overloaded: 'Try again after the time in `retry-after`; add replicas if it lasts.',
  UploadTooLarge:
    'The upload has more items than the server takes, or unfinished batches of the repository hold too many bytes. The message names the bound.',
  BatchConflict:
    'A chunk does not belong to the batch that its batch_id names. Each upload needs a new batch_id; all chunks of one come from one job.',
  DriftDetectionValidationError:
    'Drift detection is on for instances that name no workflows for it. Add `detect` and `remediate` under `settings.pro.drift_detection`; `inventory.require_remediate: false` in the server’s configuration makes `remediate` optional.',
  RepositoryForeign: 'A job reports about instances of its own repository only.',
  InstanceNotFound:
    'The inventory has no such instance in this stack, or several. Upload the inventory, and report full component names.',
  AffectedStacksNotFound: 'Nothing was uploaded for this commit, or it was too long ago.',
  Unavailable: 'Something the server needs (database, GitHub) did not answer. Try again.',
  Internal: 'A defect of the server. Report it with the trace id.',
} as const satisfies Record<string, string>;

export type ErrorTag = keyof typeof errorTags;
