/** The registry of audit events: what each entry can be about, and how it can have ended. `docs/audit.md` is made from it. */
export type AuditOutcome = 'allowed' | 'denied' | 'failed';

interface AuditEventInfo {
  readonly outcomes: readonly AuditOutcome[];
  /** One sentence. */
  readonly what: string;
}

/** Reads are on record only when they are denied. */
const refusedLook = (what: string): AuditEventInfo => ({
  outcomes: ['denied'],
  what: `An admin asked for ${what} of a workspace that the token is not valid for.`,
});

export const auditEvents = {
  'session.exchange': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'A job traded its ID token for a session, or was rejected. At most 60 tokens a minute that fail verification are recorded. Of an unknown workspace ID, only the SHA-256 and the length are kept.',
  },
  'session.ended': {
    outcomes: ['allowed', 'denied'],
    what: 'A job ended its own session.',
  },
  'token.mint': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'A job asked for GitHub tokens: what became of each source and why, and each token by its SHA-256. `failed`: GitHub kept the server from deciding.',
  },
  'token.mint_intent': {
    outcomes: ['allowed'],
    what: 'The server is about to ask GitHub for the tokens in `intended`. Committed before it asks. The entry of the outcome has the same `intent`.',
  },
  'token.may_exist': {
    outcomes: ['failed'],
    what: 'GitHub may have minted the tokens in `intended`, and no one has them: its answer was lost, or the server ended before it recorded the outcome (`cause`). They expire at `until` at the latest.',
  },
  'token.undelivered': {
    outcomes: ['allowed', 'failed'],
    what: 'The client closed the connection before it had the answer, so the server revoked the tokens. `failed`: GitHub did not confirm it for each token.',
  },
  'token.revoked': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'An admin revoked a token of a job, perhaps with a reason. With `how: ended`, GitHub did not accept it anymore. `failed`: GitHub did not confirm it, so the token may still be valid. `denied`: the admin token is not valid for the workspace.',
  },
  'server_token.mint': {
    outcomes: ['allowed', 'failed'],
    what: 'A token for the server itself, which never leaves it: to read policies, to read the state of a run, or to commit (`purpose`).',
  },
  'lock.created': { outcomes: ['allowed'], what: 'A lock was taken.' },
  'lock.renewed': {
    outcomes: ['allowed'],
    what: 'Its holder renewed it. Of one grant the first, second, fourth, … renewal is on record.',
  },
  'lock.taken_over': {
    outcomes: ['allowed'],
    what: 'A lock was taken from a holder whose run was over; `victim` is who lost it.',
  },
  'lock.denied': {
    outcomes: ['denied'],
    what: 'A lock was held, another job was ahead in the queue, or the caller is not allowed. For each caller and grant, the first, second, fourth, … refusal is recorded.',
  },
  'lock.released': { outcomes: ['allowed'], what: 'Its holder released it, or its run ended.' },
  'lock.force_released': {
    outcomes: ['allowed'],
    what: 'Another caller released it, with the reason; `victim` is who lost it.',
  },
  'lock.expired': {
    outcomes: ['allowed'],
    what: 'Its time ran out. With `how: unconfirmed`, its job had never confirmed it: it was killed or lost before it had the lock.',
  },
  'lock.expired_while_run_live': {
    outcomes: ['allowed'],
    what: 'Follows `lock.expired` of a run lock once GitHub confirms it: the holder’s run was still live when the lock expired, so its later work was not protected. A hold is meant to end with its TTL.',
  },
  'affected-stacks.upload': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'Affected stacks were uploaded and applied, or rejected.',
  },
  'affected-stacks.expire': {
    outcomes: ['failed'],
    what: 'Parts of such an upload did not come; what had come was dropped.',
  },
  'instances.upload': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'An inventory was uploaded and applied, or rejected.',
  },
  'instances.expire': {
    outcomes: ['failed'],
    what: 'Parts of such an upload did not come; what had come was dropped.',
  },
  'instance.status': {
    outcomes: ['allowed', 'denied'],
    what: 'A job reported how a plan or an apply ended.',
  },
  'instance.drift_status_updated': {
    outcomes: ['allowed'],
    what: 'The drift status of an instance changed, from `from` to `to`. `cause`: `report` of a run, `missing_results` of three detections in a row, `decay` of a result that is too old, or an `inventory` that turns drift detection on or off.',
  },
  'schedule.created': {
    outcomes: ['allowed'],
    what: 'The configuration has a new schedule for drift detection.',
  },
  'schedule.updated': {
    outcomes: ['allowed'],
    what: 'The configuration of such a schedule changed, from `before` to `after`.',
  },
  'schedule.deleted': {
    outcomes: ['allowed'],
    what: 'The configuration no longer has such a schedule. Detections that had not started were withdrawn.',
  },
  'drift.remediated': {
    outcomes: ['allowed', 'denied'],
    what: 'An admin started the remediation of instances, with the reason, or was refused. Without an actor, the server started it for a `cause` of `drift.auto`.',
  },
  'drift.auto_stopped': {
    outcomes: ['failed'],
    what: 'A remediation that the server started failed, or its cause came back (`why`). Nothing more is started for this entry of `drift.auto`.',
  },
  'drift.issue_opened': {
    outcomes: ['allowed'],
    what: 'The server opened the issue `issue` for drift, or opened it again.',
  },
  'drift.issue_closed': {
    outcomes: ['allowed'],
    what: 'The server closed such an issue: the drift is over, or no longer detected.',
  },
  'drift.list': refusedLook('the drift of the instances'),
  'drift.show': refusedLook('the drift of an instance'),
  'commit.created': {
    outcomes: ['allowed'],
    what: 'The server committed for a job: branch, commit, number of files. Never a content or a message.',
  },
  'commit.unchanged': { outcomes: ['allowed'], what: 'There was nothing to commit.' },
  'commit.repeated': {
    outcomes: ['allowed'],
    what: 'The same request came again, and was answered with the commit that it had made.',
  },
  'commit.denied': { outcomes: ['denied'], what: 'The job, the branch or a file broke a rule.' },
  'commit.failed': { outcomes: ['failed'], what: 'GitHub did not take the commit, or did not answer.' },
  'workflow.dispatched': {
    outcomes: ['allowed'],
    what: 'The server started a workflow for a component. The run is known.',
  },
  'workflow.completed': {
    outcomes: ['allowed'],
    what: 'An attempt of such a run ended as `success`, `neutral` or `skipped`.',
  },
  'workflow.failed': {
    outcomes: ['failed'],
    what: 'An attempt of such a run ended otherwise (`conclusion`), or the workflow could not be started (`problem`).',
  },
  'order.unclear': {
    outcomes: ['failed'],
    what: 'GitHub’s answer to the start of a workflow was lost (`cause`), so the run may exist. The server searches for it before it starts another one.',
  },
  'order.duplicate': {
    outcomes: ['failed'],
    what: 'A workflow was started twice for one purpose. The server keeps the older run and cancels the other one (`duplicate`).',
  },
  'batch.command_denied': {
    outcomes: ['denied'],
    what: 'A user asked for deployments by a box of the comment or a button of the check, or an admin by the API or on a page of the dashboard, and was refused. With `reason: forbidden`, GitHub said that the user has no write access.',
  },
  'batch.held': {
    outcomes: ['allowed'],
    what: 'A batch of deployments waits: for a person because it is large or from a fork, or until pushes stop.',
  },
  'batch.released': {
    outcomes: ['allowed'],
    what: 'A person, or the end of the pushes, released a batch that was held (`hold`). An admin gives a `reason`. `person` is the id and login, if the id is known.',
  },
  'batch.refused': {
    outcomes: ['failed'],
    what: 'A batch is too large (`reason`), or deployments of it could not be started (`refused`: their number), such as for a workflow file that is missing. A batch is recorded again after a retry.',
  },
  'batch.stopped': {
    outcomes: ['allowed'],
    what: 'A batch was replaced by a newer commit, or withdrawn, such as with its pull request. The server follows started runs to their end.',
  },
  'batch.concluded': {
    outcomes: ['allowed'],
    what: 'No deployment of a batch is left, or it had nothing to start (`reason`).',
  },
  'deployment.retried': {
    outcomes: ['allowed'],
    what: 'A person started again what did not succeed in a batch, or its plans. An admin gives a `reason`. `person` is the id and login, if the id is known.',
  },
  'review.submitted': {
    outcomes: ['allowed'],
    what: 'The App approved a pull request, or requested changes (`verdict`), because of the named batches. Only with `auto_review`.',
  },
  'review.dismissed': {
    outcomes: ['allowed'],
    what: 'The App took back a review that no longer holds, such as an approval after a new commit.',
  },
  'delivery.backfilled': {
    outcomes: ['allowed'],
    what: 'The server read a delivery of GitHub that it had missed, and will apply it.',
  },
  'delivery.rejected': {
    outcomes: ['denied'],
    what: 'A request to the webhook was rejected: its signature is not of a known secret, or it is for another App (`cause`). At most 10 a minute are recorded for each process.',
  },
  'delivery.retried': {
    outcomes: ['allowed', 'denied'],
    what: 'An admin had a delivery applied again that was given up, for a `reason`, or was refused.',
  },
  'delivery.tested': {
    outcomes: ['allowed', 'failed'],
    what: 'An admin had GitHub send a delivery again to see that it arrives. `failed`: GitHub did not take the request.',
  },
  'pull_request.opened': {
    outcomes: ['allowed'],
    what: 'A pull request was opened in a repository with deployments.',
  },
  'pull_request.updated': { outcomes: ['allowed'], what: 'It got a new commit, or was reopened.' },
  'pull_request.merged': {
    outcomes: ['allowed'],
    what: 'It was merged: what its merge starts may change infrastructure.',
  },
  'merge_group.requested': {
    outcomes: ['allowed'],
    what: 'A merge queue asked for checks of a group: `headSha` on top of `baseSha`, with the pull request that was added last (`pullRequest`) and all that the group is known to test (`pullRequests`).',
  },
  'merge_group.destroyed': {
    outcomes: ['allowed'],
    what: 'The group is gone: `merged`, `dequeued`, `invalidated` by one before it, or `unknown` where GitHub did not say.',
  },
  'release.created': {
    outcomes: ['allowed'],
    what: 'A release starts deployments of the inventory, with the commit of its tag.',
  },
  'session_key.rotated': {
    outcomes: ['allowed'],
    what: '`atmos-pro keys rotate` added a signing key; `retired` says how many it ended.',
  },
  'database.restored': {
    outcomes: ['allowed'],
    what: '`atmos-pro restore` put a backup in place. Entries between `lastAuditId` and this one are lost here, and their ids are not used again.',
  },
  'audit.exported': { outcomes: ['allowed'], what: 'An admin exports the entries that match `filter`.' },
  'audit.prune': { outcomes: ['allowed'], what: 'Entries that were old enough were removed.' },
  'webhook.test': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'An admin sent a test to a destination of audit webhooks. The test itself arrives as `aud_0`.',
  },
  'person.signed_in': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'A user of GitHub signed in to the dashboard, or was refused (`reason`): no workspace gives the user a role, or the user canceled. `failed`: GitHub did not answer. At most 10 refusals a minute are recorded for each process.',
  },
  'person.signed_out': {
    outcomes: ['allowed'],
    what: 'A user signed out of the dashboard, in this browser or `everywhere`.',
  },
  'person.sessions_ended': {
    outcomes: ['allowed'],
    what: 'An admin ended all sessions of a person (`of`) in the workspace on the dashboard. In other workspaces they stay valid.',
  },
  'policy.proposed': {
    outcomes: ['allowed', 'denied', 'failed'],
    what: 'An admin had the App propose a trust policy: the pull request, its branch, what changes and whom the new rule allows. `isKnown`: the same was proposed before, and its pull request is open. `denied`: the message says why. `failed`: GitHub did not answer.',
  },
  'page.denied': {
    outcomes: ['denied'],
    what: 'A signed-in user asked for a page or an action of the dashboard (`page`) that needs another role. The same page is recorded once in 10 minutes for each user and process, an action each time. Workspaces that do not exist count as one page. Live updates (`/w/:workspace/events`) are a page too.',
  },
  'audit.read': refusedLook('the audit'),
  'token.list': refusedLook('the tokens of jobs'),
  'lock.list': refusedLook('the locks'),
  'lock.show': refusedLook('a lock'),
  'webhook.list': refusedLook('the destinations of webhooks'),
  'permissions.check': refusedLook('what a run may do'),
  'instances.list': refusedLook('the inventory'),
  'instance.history': refusedLook('the history of an instance'),
  'affected-stacks.show': refusedLook('affected stacks'),
  'batch.list': refusedLook('the batches of deployments'),
  'badge.created': {
    outcomes: ['allowed'],
    what: 'An admin made the badge of an instance. Everybody with its address sees the state.',
  },
  'drift.causes': refusedLook('the causes of drift'),
  'drift.badge': refusedLook('the badge of an instance'),
  'batch.show': refusedLook('a batch of deployments'),
  'delivery.list': refusedLook('the deliveries of GitHub'),
} as const satisfies Readonly<Record<string, AuditEventInfo>>;

export type AuditEvent = keyof typeof auditEvents;

/** What `text` asks for: an event, or a prefix that ends in `*`. `undefined` if no event fits: an empty answer would read as if nothing had happened. */
export function readEventFilter(
  text: string,
): { readonly event: string } | { readonly eventPrefix: string } | undefined {
  const prefix = text.endsWith('*') ? text.slice(0, -1) : undefined;
  const fits = Object.keys(auditEvents).some((known) =>
    prefix === undefined ? known === text : known.startsWith(prefix),
  );
  if (!fits) return undefined;
  return prefix === undefined ? { event: text } : { eventPrefix: prefix };
}
