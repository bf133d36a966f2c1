/** Acts on checks: click a button, ask for a run or a suite again. */
import { clickButton, rerequestRun, rerequestSuite } from '../refs/checks.ts';
import { stateOfCheck } from '../world/checks.ts';
import { type Act, ActRefusal, readId, readRepository } from './place.ts';

/** GitHub shows the buttons of a completed run to people who may write. */
const click: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const id = readId(place, 'check_run');
  const button = fields.text('button');
  fields.finish();
  const run = repository.checkRuns.find((one) => one.id === id);
  if (run === undefined) throw new ActRefusal(404, 'Not Found');
  const isShown =
    stateOfCheck(run, world.clock.now()).status === 'completed' &&
    run.actions.some(({ identifier }) => identifier === button);
  if (!isShown) throw new ActRefusal(422, `Check run ${id} shows no button "${button}".`);
  clickButton(world, repository, { by: person, run, button });
  return {};
};

/** `check_run` or `check_suite`. */
const rerequest: Act = (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const runId = fields.optionalNumber('check_run', Number.MAX_SAFE_INTEGER);
  if (runId !== undefined) {
    fields.finish();
    const run = repository.checkRuns.find(({ id }) => id === runId);
    if (run === undefined) throw new ActRefusal(404, 'Not Found');
    rerequestRun(world, repository, { by: person, run });
    return {};
  }
  const suiteId = readId(place, 'check_suite');
  fields.finish();
  const suite = repository.checkSuites.find(({ id }) => id === suiteId);
  if (suite === undefined) throw new ActRefusal(404, 'Not Found');
  rerequestSuite(world, repository, { by: person, suite });
  return {};
};

export const checkActs = { click, rerequest } satisfies Record<string, Act>;
