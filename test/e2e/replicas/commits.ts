/** Commits of jobs to the branches of their pull requests, each sent until it is acknowledged, some once more. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCommit } from '../../../src/simulator/git/commits.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { repositoryOf } from '../../server/commits/world.ts';
import { type SendParts, send } from './send.ts';
import { branches } from './world.ts';

export interface CommitRecord {
  /** Those that were acknowledged; each has a message of its own. */
  readonly made: { readonly message: string; readonly sha: string }[];
  unanswered: number;
}

export interface CommitParts extends SendParts {
  readonly record: CommitRecord;
  readonly random: () => number;
  readonly branch: string;
}

/** By which the commits of the load are told from those that were there before. */
const messagePrefix = 'generate ';

async function commit(parts: CommitParts): Promise<void> {
  const { random, record, branch, signal } = parts;
  const name = randomUUID();
  const message = `${messagePrefix}${name}`;
  const contents = Buffer.from(`${message}\n`).toString('base64');
  const changes = { additions: [{ path: `generated/${name}.txt`, contents }], deletions: [] };
  const request = { method: 'POST', path: '/git/commit', body: { branch, changes, commitMessage: message } };
  for (let times = random() < 0.3 ? 2 : 1; times > 0 && !signal.aborted; times -= 1) {
    const answer = await send(parts, request);
    if (answer === undefined) return;
    if (answer.status !== 200) throw new Error(`a commit was answered ${answer.status}`);
    record.made.push({ message, sha: String(answer.data['sha']) });
  }
}

/** Until `signal` is aborted. */
export async function runCommits(parts: CommitParts): Promise<void> {
  while (!parts.signal.aborted) {
    await commit(parts);
    await sleep(parts.random() * 200);
  }
}

/** Message of each of the load's commits on the branches of the pull requests → the commits that have it. */
export async function readHistory(world: World): Promise<Map<string, string[]>> {
  const { git } = repositoryOf(world);
  const found = new Map<string, string[]>();
  for (const branch of branches) {
    for (let sha = await git.resolveRef(branch); sha !== undefined; ) {
      const { message, parents } = (await readCommit(git.objects, sha)) ?? { message: '', parents: [] };
      if (message.startsWith(messagePrefix))
        found.set(message.trim(), [...(found.get(message.trim()) ?? []), sha]);
      [sha] = parents;
    }
  }
  return found;
}
