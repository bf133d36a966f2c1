/** Uploads affected stacks as the job of a pull request does with the Atmos CLI. */
import { randomUUID } from 'node:crypto';
import type { SimulatedPullRequest } from '../../../src/simulator/world/pull-requests.ts';
import type { SimulatedJob } from '../../../src/simulator/world/runs.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { request } from '../../server/stacks/uploads-scene.ts';
import { type ApiAnswer, exchange, idTokenOf } from '../../support/server.ts';
import { instanceOf, type SeenUpload } from './evidence.ts';
import { type Component, toItems } from './items.ts';
import {
  applyFile,
  forkId,
  forkUploadFile,
  planFile,
  repositoryName,
  uploadFile,
  workspaceId,
} from './seed.ts';

const pathOf = (file: string) => `.github/workflows/${file}`;

/** The job of the newest run of the uploading workflow for what a pull request is now. */
function findUploadJob(
  { world }: { readonly world: World },
  pull: SimulatedPullRequest,
): SimulatedJob | undefined {
  const isFork = pull.headRepositoryId === forkId && pull.state !== 'merged';
  const path = pathOf(isFork ? forkUploadFile : uploadFile);
  return [...world.jobs.values()].findLast(
    ({ run }) =>
      run.workflowFile === path &&
      run.flow?.pullRequest === pull.number &&
      run.headSha === pull.headSha &&
      (isFork || (pull.state === 'merged') === !run.ref.startsWith('refs/pull/')),
  );
}

/** `between`: the list is sent in two parts, with this before the second. */
export type PreparedUpload = (
  components: readonly Component[],
  between?: () => Promise<void>,
) => Promise<ApiAnswer>;

export function createUploads(
  simulator: { readonly world: World },
  host: { current(): { readonly url: string } | undefined },
  settings: object | undefined,
) {
  const uploads: SeenUpload[] = [];

  interface Commits {
    /** Of the upload. */
    readonly headSha: string;
    readonly baseSha: string | undefined;
    /** That is planned or applied. */
    readonly sha: string;
    readonly of: SeenUpload['of'];
  }

  /** The upload of a job that has begun: what happens to the pull request meanwhile changes nothing about it. */
  async function prepareFor(
    job: SimulatedJob | undefined,
    { headSha, baseSha, sha, of }: Commits,
  ): Promise<PreparedUpload | undefined> {
    const server = host.current();
    if (job === undefined || server === undefined) return undefined;
    const session = await exchange(server, await idTokenOf(simulator, job.name), workspaceId);
    return async (components, between) => {
      if (session.status !== 200) return session;
      const stacks = toItems(components, settings);
      const body = {
        head_sha: headSha,
        base_sha: baseSha,
        repo_url: `https://github.com/${repositoryName}.git`,
        ...{ repo_name: 'infra', repo_owner: 'acme', repo_host: 'github.com' },
      };
      const token = String(session.body.data?.['token']);
      const send = (more: object) => {
        const sent = { method: 'POST', path: '/affected-stacks', body: { ...body, ...more } };
        return request(host.current() ?? server, token, sent);
      };
      const part = { batch_id: randomUUID(), batch_total: 2 };
      if (between !== undefined) {
        await send({ ...part, batch_index: 0, stacks: stacks.slice(0, 1) });
        await between();
      }
      const last = { ...part, batch_index: 1, stacks: stacks.slice(1) };
      const at = simulator.world.clock.now();
      const answer = await send(between === undefined ? { stacks } : last);
      const isUnanswered = answer.status >= 500;
      if (answer.status === 200 || isUnanswered)
        uploads.push(describeUpload({ at, sha, of, isUnanswered }, components));
      return answer;
    };
  }

  /** `checkedOut`: the commit that the upload names, if it is another one than the head. */
  function prepare(pull: SimulatedPullRequest, checkedOut?: string): Promise<PreparedUpload | undefined> {
    const { baseRef, mergeSha, state } = pull;
    const headSha = checkedOut ?? pull.headSha;
    const baseSha = simulator.world.repositories.get(1001)?.git.readRef(`refs/heads/${baseRef}`);
    const of = state === 'merged' ? ('merge' as const) : ('head' as const);
    return prepareFor(findUploadJob(simulator, pull), { headSha, baseSha, sha: mergeSha ?? headSha, of });
  }

  async function prepareGroup(number: number): Promise<PreparedUpload | undefined> {
    const queues = [...(simulator.world.repositories.get(1001)?.mergeQueues.values() ?? [])];
    const entries = queues.flatMap((queue) => queue.entries);
    const group = entries.find((entry) => entry.number === number)?.group;
    if (group === undefined) return undefined;
    const { headSha, baseSha } = group;
    const job = [...simulator.world.jobs.values()].findLast(
      ({ run }) => run.event === 'merge_group' && run.sha === headSha,
    );
    return prepareFor(job, { headSha, baseSha, sha: headSha, of: 'group' });
  }

  return { uploads, prepare, prepareGroup };
}

function describeUpload(
  seen: Pick<SeenUpload, 'at' | 'sha' | 'of' | 'isUnanswered'>,
  components: readonly Component[],
): SeenUpload {
  const file = seen.of === 'merge' ? applyFile : planFile;
  return {
    ...seen,
    edges: components.flatMap((parent) =>
      parent.dependents.map((child) => ({
        parent: instanceOf({ inputs: parent }),
        child: instanceOf({ inputs: components[child] as Component }),
      })),
    ),
    wired: components.map(({ stack, component }) => ({ stack, component, files: [file] })),
  };
}
