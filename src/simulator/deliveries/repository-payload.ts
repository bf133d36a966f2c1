/** Payloads of `repository` and `release`. */
import { showRelease } from '../shapes/release.ts';
import { type Payloads, type RepositoryPlace, showFrame } from './frame.ts';

export function renderRepository(place: RepositoryPlace): object {
  const { action, changes } = place.event;
  const frame = showFrame(place) satisfies Omit<Payloads['webhook-repository-archived'], 'action'>;
  return { action, changes, ...frame };
}

export function renderRelease(place: RepositoryPlace): object {
  const { world, repository, event } = place;
  const release = repository.releases.find(({ id }) => id === event.releaseId);
  if (release === undefined) throw new Error(`Event ${event.number} is about no release of this world.`);
  const shown = showRelease(world, repository, release);
  return { action: event.action, release: shown, ...showFrame(place) };
}
