/** The confirmation before a lock is taken from its holder: when it is asked for, and which answers confirm. */
import { expect, test } from '@jest/globals';
import { confirmForce } from '../../src/cli/locks/force-unlock.ts';
import { readLockEntry } from '../../src/cli/locks/lock-entry.ts';

const lockWhoseRunIs = (run: string | undefined) =>
  readLockEntry({ id: '1', key: 'acme/infra/prod/vpc', held: true, run });

async function play(run: string | undefined, yes: boolean, answer: string | undefined) {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer ?? '';
  };
  const end = await confirmForce(lockWhoseRunIs(run), { yes }, answer === undefined ? undefined : ask).then(
    () => 'released',
    (error: { code: string }) => error.code,
  );
  return { end, asked: questions.length };
}

test.each<[string, string | undefined, boolean, string | undefined, string, number]>([
  ['a run that is over, without a terminal', 'over', false, undefined, 'released', 0],
  ['a run that is over, on a terminal', 'over', false, 'n', 'released', 0],
  ['a live run, without a terminal', 'live', false, undefined, 'DENIED_LOCK', 0],
  ['a live run, with --yes', 'live', true, undefined, 'released', 0],
  ['a live run, with --yes on a terminal', 'live', true, 'n', 'released', 0],
  ['a live run, and y', 'live', false, 'y', 'released', 1],
  ['a live run, and Yes', 'live', false, ' Yes ', 'released', 1],
  ['a live run, and n', 'live', false, 'n', 'DENIED_LOCK', 1],
  ['a live run, and nothing', 'live', false, '', 'DENIED_LOCK', 1],
  ['a live run, and something else', 'live', false, 'yesterday', 'DENIED_LOCK', 1],
  ['a run that GitHub does not tell about', 'unknown', false, undefined, 'DENIED_LOCK', 0],
  ['a server that says nothing about the run', undefined, false, undefined, 'DENIED_LOCK', 0],
  ['a state that is not known', 'paused', false, 'n', 'DENIED_LOCK', 1],
])('%s', async (_name, run, yes, answer, end, asked) => {
  expect(await play(run, yes, answer)).toEqual({ end, asked });
});
