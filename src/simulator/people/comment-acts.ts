/** Acts on comments: write one, edit one, tick a box. */
import { recordEvent } from '../refs/events.ts';
import { createComment } from '../world/comments.ts';
import type { IssueComment } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';
import {
  type Act,
  type ActPlace,
  ActRefusal,
  demandRoleOrAuthor,
  readId,
  readPull,
  readRepository,
} from './place.ts';

const comment: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'read');
  const { number: subject } = readPull(place, repository);
  const body = fields.text('body');
  fields.finish();
  const { id: commentId } = createComment(world, repository, {
    subject,
    body,
    authorId: person.id,
    appId: undefined,
  });
  const about = { event: 'issue_comment', repositoryId: repository.id, subject, commentId } as const;
  recordEvent(world, person, { ...about, action: 'created' });
  return { id: commentId };
};

/** Only its author and people who may write can edit a comment. */
function readComment(place: ActPlace): readonly [Repository, IssueComment] {
  const repository = readRepository(place, 'read');
  const id = readId(place, 'comment');
  const found = repository.comments.find((one) => one.id === id);
  if (found === undefined) throw new ActRefusal(404, 'Not Found');
  demandRoleOrAuthor(place, repository, { authorId: found.authorId, needed: 'write' });
  return [repository, found];
}

/** The author stays; the sender of the event is the person. */
function editBody(
  { world, person }: ActPlace,
  [repository, found]: readonly [Repository, IssueComment],
  body: string,
): void {
  const changes = { body: { from: found.body } };
  found.body = body;
  found.updatedAt = world.clock.now();
  const { id: commentId, subject } = found;
  const about = { event: 'issue_comment', repositoryId: repository.id, subject, commentId } as const;
  recordEvent(world, person, { ...about, action: 'edited', changes });
}

const editComment: Act = (place) => {
  const [repository, found] = readComment(place);
  const body = place.fields.text('body');
  place.fields.finish();
  editBody(place, [repository, found], body);
  return {};
};

/** `box` is a part of the line with the box, which must be the only such line; it may be in a quotation. */
const tick: Act = (place) => {
  const [repository, found] = readComment(place);
  const box = place.fields.text('box');
  place.fields.finish();
  const lines = found.body.split('\n');
  const fitting = lines.flatMap((line, index) =>
    /^(?:\s*>)*\s*[-*+] \[ \] /.test(line) && line.includes(box) ? [index] : [],
  );
  const [index] = fitting;
  if (index === undefined || fitting.length > 1) {
    throw new ActRefusal(422, `Expected one open box with ${JSON.stringify(box)}, got ${fitting.length}.`);
  }
  const ticked = lines.with(index, (lines[index] ?? '').replace('[ ]', '[x]'));
  editBody(place, [repository, found], ticked.join('\n'));
  return {};
};

export const commentActs = { comment, edit_comment: editComment, tick } satisfies Record<string, Act>;
