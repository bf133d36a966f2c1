/** Acts on pull requests: open, edit, label, close and reopen. A merge is in `merge-act.ts`. */
import { noCommit, recordEvent } from '../refs/events.ts';
import { openPull } from '../refs/open-pull.ts';
import { headShaOf } from '../world/heads.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';
import {
  type Act,
  type ActPlace,
  ActRefusal,
  demandRoleOrAuthor,
  findNamedRepository,
  readPull,
  readRepository,
} from './place.ts';

/** Notes the time and records the event. */
export function recordPull(
  place: ActPlace,
  [repository, pull]: readonly [Repository, SimulatedPullRequest],
  event: { readonly action: string; readonly label?: string; readonly changes?: Record<string, unknown> },
): void {
  pull.updatedAt = place.world.clock.now();
  const about = { event: 'pull_request', repositoryId: repository.id, subject: pull.number } as const;
  recordEvent(place.world, place.person, { ...about, ...event });
}

const open: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'read');
  const headRef = fields.text('head');
  const fork = fields.optionalText('head_repository');
  const head = fork === undefined ? repository : findNamedRepository(world, fork);
  const baseRef = fields.optionalText('base') ?? repository.git.defaultBranch();
  const title = fields.optionalText('title') ?? `Merge ${headRef}`;
  const body = fields.optionalText('body') ?? null;
  const draft = fields.flag('draft');
  fields.finish();
  const opened = openPull(world, repository, {
    ...{ head, headRef, baseRef, title, body, draft, authorId: person.id, by: person },
  });
  if ('field' in opened)
    throw new ActRefusal(422, `Validation Failed: PullRequest ${opened.field} is invalid`);
  if ('message' in opened) throw new ActRefusal(422, opened.message);
  return { number: opened.number, head: opened.headSha };
};

/** A pull request whose author, or who has at least triage, may change it. */
function readOwnPull(place: ActPlace): readonly [Repository, SimulatedPullRequest] {
  const repository = readRepository(place, 'read');
  const pull = readPull(place, repository);
  demandRoleOrAuthor(place, repository, { authorId: pull.authorId, needed: 'triage' });
  return [repository, pull];
}

const edit: Act = (place) => {
  const { fields } = place;
  const [repository, pull] = readOwnPull(place);
  const {
    title = pull.title,
    body = pull.body,
    base = pull.baseRef,
  } = {
    title: fields.optionalText('title'),
    body: fields.optionalText('body'),
    base: fields.optionalText('base'),
  };
  fields.finish();
  const shaOf = (branch: string) => repository.git.readRef(`refs/heads/${branch}`) ?? noCommit;
  const changes = {
    ...(title === pull.title ? {} : { title: { from: pull.title } }),
    ...(body === pull.body ? {} : { body: { from: pull.body ?? '' } }),
    ...(base === pull.baseRef
      ? {}
      : { base: { ref: { from: pull.baseRef }, sha: { from: shaOf(pull.baseRef) } } }),
  };
  Object.assign(pull, { title, body, baseRef: base });
  recordPull(place, [repository, pull], { action: 'edited', changes });
  return {};
};

function createDraftAct(draft: boolean): Act {
  return (place) => {
    const [repository, pull] = readOwnPull(place);
    place.fields.finish();
    if (pull.draft === draft) return {};
    pull.draft = draft;
    recordPull(place, [repository, pull], { action: draft ? 'converted_to_draft' : 'ready_for_review' });
    return {};
  };
}

function createLabelAct(action: 'labeled' | 'unlabeled'): Act {
  return (place) => {
    const repository = readRepository(place, 'triage');
    const pull = readPull(place, repository);
    const label = place.fields.text('label');
    place.fields.finish();
    if (pull.labels.has(label) === (action === 'labeled')) return {};
    if (action === 'labeled') pull.labels.add(label);
    else pull.labels.delete(label);
    recordPull(place, [repository, pull], { action, label });
    return {};
  };
}

const close: Act = (place) => {
  const [repository, pull] = readOwnPull(place);
  place.fields.finish();
  if (pull.state !== 'open') throw new ActRefusal(422, 'The pull request is closed already.');
  pull.headSha = headShaOf(place.world, pull);
  pull.state = 'closed';
  pull.closedAt = place.world.clock.now();
  recordPull(place, [repository, pull], { action: 'closed' });
  return {};
};

const reopen: Act = (place) => {
  const { world } = place;
  const [repository, pull] = readOwnPull(place);
  place.fields.finish();
  if (pull.state !== 'closed') throw new ActRefusal(422, 'state cannot be changed. Only closed ones reopen.');
  const head = world.repositories.get(pull.headRepositoryId)?.git.readRef(`refs/heads/${pull.headRef}`);
  if (head === undefined) {
    throw new ActRefusal(422, `state cannot be changed. The ${pull.headRef} branch has been deleted.`);
  }
  Object.assign(pull, { state: 'open', closedAt: undefined, headSha: head });
  recordPull(place, [repository, pull], { action: 'reopened' });
  return {};
};

export const pullRequestActs = {
  open,
  edit,
  ready: createDraftAct(false),
  draft: createDraftAct(true),
  label: createLabelAct('labeled'),
  unlabel: createLabelAct('unlabeled'),
  close,
  reopen,
} satisfies Record<string, Act>;
