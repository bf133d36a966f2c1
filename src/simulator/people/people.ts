/** Does what a person does: one act of `POST /_simulator/people`. */
import { ActionError } from '../../base/errors.ts';
import { actionsBot } from '../world/actors.ts';
import { findAccount, type World } from '../world/world.ts';
import { branchActs } from './branch-acts.ts';
import { checkActs } from './check-acts.ts';
import { commentActs } from './comment-acts.ts';
import { installationActs } from './installation-acts.ts';
import { mergePull } from './merge-act.ts';
import type { Act } from './place.ts';
import { pullRequestActs } from './pull-request-acts.ts';
import { queueActs } from './queue-acts.ts';
import { readFields } from './read-fields.ts';
import { repositoryActs } from './repository-acts.ts';
import { reviewActs } from './review-acts.ts';
import { workflowActs } from './workflow-acts.ts';

/** By the value of `do`. */
const acts: Readonly<Record<string, Act>> = {
  ...branchActs,
  ...pullRequestActs,
  merge: mergePull,
  ...queueActs,
  ...commentActs,
  ...checkActs,
  ...reviewActs,
  ...repositoryActs,
  ...installationActs,
  ...workflowActs,
};

/**
 * `{"as": "alice", "do": "open", …}`. Throws `INPUT_INVALID` for a request that is wrong, and `ActRefusal` for an act
 * that GitHub would refuse. `github-actions[bot]` acts with a job's token, so that it starts no workflow.
 */
export async function actAs(world: World, value: unknown): Promise<object> {
  const fields = readFields(value);
  const login = fields.text('as');
  const person = findAccount(world, login);
  const isActor = person?.type === 'User' || person?.id === actionsBot.id;
  if (person === undefined || !isActor) throw new ActionError('INPUT_INVALID', `Unknown person "${login}".`);
  const act = acts[fields.oneOf('do', Object.keys(acts))];
  return (await act?.({ world, person, fields })) ?? {};
}
