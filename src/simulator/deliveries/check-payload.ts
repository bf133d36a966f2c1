/** Payloads of `check_run` and `check_suite`. */
import { showCheckRun, showCheckSuite } from '../shapes/check.ts';
import { type RepositoryPlace, showFrame } from './frame.ts';

export function renderCheckRun(place: RepositoryPlace): object {
  const { world, repository, event } = place;
  const run = repository.checkRuns.find(({ id }) => id === event.checkRunId);
  const suite = repository.checkSuites.find(({ id }) => id === run?.suiteId);
  if (run === undefined || suite === undefined) {
    throw new Error(`Event ${event.number} is about no check run of this world.`);
  }
  const { head_commit: _commit, ...check_suite } = showCheckSuite(world, repository, { suite });
  const requested = event.button === undefined ? {} : { requested_action: { identifier: event.button } };
  return {
    action: event.action,
    check_run: { ...showCheckRun(world, repository, run), check_suite },
    ...requested,
    ...showFrame(place),
  };
}

export function renderCheckSuite(place: RepositoryPlace): object {
  const { world, repository, event } = place;
  const suite = repository.checkSuites.find(({ id }) => id === event.checkSuiteId);
  if (suite === undefined) throw new Error(`Event ${event.number} is about no check suite of this world.`);
  return {
    action: event.action,
    check_suite: showCheckSuite(world, repository, { suite }),
    ...showFrame(place),
  };
}
