/** Acts on reviews: submit one, dismiss one. */
import { addReview, dismissReview } from '../refs/reviews.ts';
import { type Act, ActRefusal, readId, readPull, readRepository } from './place.ts';

const states = { approve: 'APPROVED', request_changes: 'CHANGES_REQUESTED', comment: 'COMMENTED' } as const;
const verdicts = ['approve', 'request_changes', 'comment'] as const;

const review: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'read');
  const pull = readPull(place, repository);
  const state = states[fields.oneOf('verdict', verdicts)];
  const body = fields.optionalText('body') ?? '';
  fields.finish();
  const added = addReview(world, { repository, pull, by: person }, { authorId: person.id, state, body });
  if (added === 'own') throw new ActRefusal(422, 'Can not review your own pull request');
  return { id: added.id };
};

const dismiss: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const pull = readPull(place, repository);
  const id = readId(place, 'review');
  fields.finish();
  const found = pull.reviews.find((one) => one.id === id);
  if (found === undefined) throw new ActRefusal(404, 'Not Found');
  if (dismissReview(world, { repository, pull, by: person }, found) === 'impossible') {
    throw new ActRefusal(422, 'Can not dismiss this pull request review');
  }
  return {};
};

export const reviewActs = { review, dismiss_review: dismiss } satisfies Record<string, Act>;
