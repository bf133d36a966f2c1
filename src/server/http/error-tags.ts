/** The closed list of `errorTag` values of the API, each with what to do about it. */
export const errorTags = {
  InvalidRequest: 'The request does not match the route’s schema. Fix the field that the message names.',
  MalformedBody: 'The body is not JSON in UTF-8, or its length differs from `content-length`.',
  BodyTooLarge: 'The body is larger than the limit in the message.',
  UnsupportedMediaType: 'Send `content-type: application/json`.',
  RouteNotFound: 'The route does not exist. Check base-url and endpoint (default `api/v1`).',
  MethodNotAllowed: 'The path exists, but not for this method.',
  RequestTimeout: 'The request took too long to arrive.',
  IdTokenRefused: 'The ID token did not verify. The message names the failed check.',
  IdTokenReplayed: 'The ID token was already used. Request a fresh one for each exchange.',
  UnknownCaller:
    'Check the workspace id, that the repository is listed under the workspace in the server’s configuration, and that the GitHub App is installed on it.',
  SessionMissing: 'Send `authorization: Bearer <session>`, obtained from `/auth/github-oidc`.',
  SessionExpired: 'Exchange a fresh ID token for a new session.',
  SessionInvalid:
    'The session was not issued by this server, its key was retired, or its job has ended it. Exchange a fresh ID token.',
  NotAnActionsSession: 'The route needs the session of a GitHub Actions job.',
  FeatureDisabled: 'Switch the feature on under the workspace’s `features` in the server’s configuration.',
  RepositoryUnknown:
    'The workspace has no repository with this name. Use a name from the server’s configuration.',
  PermissionMissing:
    'Add a permission row for the repository in the server’s configuration. The message names the permission and the values compared.',
  ForkRefused:
    'The run belongs to a pull request from a fork. Push the branch to the repository itself, and open the pull request from there.',
  RunOriginUnknown:
    'Give the GitHub App the permission `actions: read`, and accept it for the installation: the server must know whether a pull request comes from a fork.',
  RunEnded:
    'The run of the session is over, or a newer attempt of it exists. A session cannot be used after its run.',
  SessionExhausted:
    'The session has got as many tokens or locks as one session may. Exchange a fresh ID token for a new session.',
  AdminRequired: 'The route is for admins. Send an admin token instead of a session.',
  RoleMissing: 'Only on the pages of the dashboard: ask for a role under `people` of the workspace.',
  WorkspaceDenied:
    'Check the workspace’s id, and that the admin token’s entry in the server’s configuration has no `workspaces` or names this one.',
  LockHeld:
    'Another job holds the lock, or its run is still in progress. The message names the holder, its run and the expiry.',
  LockLost:
    'The job tried to renew a lock that it no longer holds. The message says how it ended. Take the lock again if it is free.',
  LockNotFound: 'The key is not locked. If this job had locked it, the lock expired: use a longer TTL.',
  LockKeyInvalid: 'Send keys as `owner/repo/stack/component`, each once in a request.',
  LockKeyForeign: 'A job can lock stacks of its own repository only. Check the git remotes of the clone.',
  LockTtlInvalid:
    'Send the TTL in seconds, from 1 to the workspace’s `locks.max_ttl_seconds` in the server’s configuration.',
  TokenNotFound:
    'Check the workspace and the SHA-256 with `atmos-pro tokens list`. A token expires an hour after it was issued.',
  TokenNotRevocable:
    'The message names the reason. Revocation needs `ATMOS_PRO_TOKEN_ENCRYPTION_KEY` of the server from before the token was issued.',
  WebhookNotFound:
    'Check the name against `audit_webhooks` in the server’s configuration, and its `workspaces`.',
  CommitInvalid:
    'The commit message, the branch or a file breaks a rule. The message names each rule and file.',
  CommitConflict:
    'The branch has new commits, was rewritten or was deleted, or its pull request is closed. Run the job again on the newest commit.',
  CommitLoop: 'The App itself started the run. Skip such runs with `if: github.actor != …`.',
  NotAPullRequest: 'Commit from a workflow that runs on `pull_request`.',
  BranchRefused:
    'A job can commit to the head branch of its own pull request only: in the same repository, not protected, not the default branch.',
  AppNotInstalled: 'Install the GitHub App in the account, with access to this repository.',
  AppPermissionMissing:
    'Give the GitHub App the permission that the message names, and accept it for the installation.',
  Busy: 'Retry after `Retry-After`. If it happens often, add replicas.',
  RateLimited:
    'Retry after `Retry-After`. Log in and ask for tokens less often: a session is valid for an hour. The limits are `rate_limits` in the server’s configuration.',
  Overloaded: 'Retry after the time in `retry-after`. If it persists, add replicas.',
  UploadTooLarge:
    'The upload has too many items, or the unfinished batches of the repository are too large. The message names the limit.',
  BatchConflict:
    'The chunk does not belong to the batch with this batch_id. Use a new batch_id for each upload, and send all of its chunks from one job.',
  DriftDetectionValidationError:
    'Drift detection is enabled for instances without workflows for it. Add `detect` and `remediate` under `settings.pro.drift_detection`; `inventory.require_remediate: false` in the server’s configuration makes `remediate` optional.',
  RepositoryForeign: 'A job can report instances of its own repository only.',
  InstanceNotFound:
    'The inventory has no such instance in this stack, or several. Upload the inventory and report full component names.',
  AffectedStacksNotFound:
    'Upload the affected stacks of this commit again: there are none, or they have expired.',
  BatchNotFound: 'Check the workspace, and the id with `atmos-pro batches list`.',
  BatchNotCurrent:
    'A newer commit, or the end of the pull request, has replaced the batch. Use the newest one: `atmos-pro batches list --repository OWNER/NAME --pull NUMBER`.',
  BatchNotHeld:
    'The batch is not held by this, or was released before. `atmos-pro batches show ID` has its holds.',
  NothingToRetry:
    'Only what did not succeed runs again, or the plans of a batch that succeeded. A change that succeeded never runs again. Batches of drift detection are not retried: remediate with `atmos-pro drift remediate`.',
  DriftNotConfigured:
    'Check the workspace and the name. Drift detection needs `drift` and `deployments` of the repository in the server’s configuration.',
  NotRemediable: 'The message names the instance and the reason. Nothing was started.',
  PolicyNotProposed:
    'Only on the pages of the dashboard. The message names what keeps the policy from being proposed. Nothing was changed.',
  CauseNotFound:
    'Check the workspace and the id with `atmos-pro drift causes`. A cause is gone when no instance drifts because of it any more.',
  DeliveryNotFound:
    'Check the workspace and the id with `atmos-pro deliveries list`. A delivery is kept for 7 days after it was applied.',
  DeliveryNotFailed: 'Only a delivery that was given up is applied again. The message names the state.',
  Unavailable: 'The database or GitHub did not answer. Try again.',
  Internal: 'This is a bug in the server. Report it with the trace id.',
} as const satisfies Record<string, string>;

export type ErrorTag = keyof typeof errorTags;
