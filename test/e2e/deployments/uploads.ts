/** Uploads affected stacks as the job of a pull request does with the Atmos CLI. */
import type { SimulatedPullRequest } from '../../../src/simulator/world/pull-requests.ts';
import type { SimulatedJob } from '../../../src/simulator/world/runs.ts';
import { request } from '../../server/stacks/uploads-scene.ts';
import { type ApiAnswer, exchange, idTokenOf, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { instanceOf, type SeenUpload } from './evidence.ts';
import { type Component, toItems } from './items.ts';
import { applyFile, planFile, repositoryName, uploadFile, workspaceId } from './seed.ts';

const uploadPath = `.github/workflows/${uploadFile}`;

/** The job of the newest run of the uploading workflow for what a pull request is now. */
function findUploadJob({ world }: TestSimulator, pull: SimulatedPullRequest): SimulatedJob | undefined {
  return [...world.jobs.values()].findLast(
    ({ run }) =>
      run.workflowFile === uploadPath &&
      run.flow?.pullRequest === pull.number &&
      run.headSha === pull.headSha &&
      (pull.state === 'merged') === !run.ref.startsWith('refs/pull/'),
  );
}

export function createUploads(
  simulator: TestSimulator,
  host: { current(): TestServer | undefined },
  settings: object | undefined,
) {
  const uploads: SeenUpload[] = [];

  async function upload(
    pull: SimulatedPullRequest,
    components: readonly Component[],
  ): Promise<ApiAnswer | undefined> {
    const job = findUploadJob(simulator, pull);
    const server = host.current();
    if (job === undefined || server === undefined) return undefined;
    const session = await exchange(server, await idTokenOf(simulator, job.name), workspaceId);
    if (session.status !== 200) return session;
    const repository = simulator.world.repositories.get(1001);
    const body = {
      head_sha: pull.headSha,
      base_sha: repository?.git.readRef(`refs/heads/${pull.baseRef}`),
      repo_url: `https://github.com/${repositoryName}.git`,
      ...{ repo_name: 'infra', repo_owner: 'acme', repo_host: 'github.com' },
      stacks: toItems(components, settings),
    };
    const answer = await request(server, String(session.body.data?.['token']), {
      method: 'POST',
      path: '/affected-stacks',
      body,
    });
    const files = [pull.state === 'merged' ? applyFile : planFile];
    if (answer.status === 200) {
      uploads.push({
        sha: pull.mergeSha ?? pull.headSha,
        edges: components.flatMap((parent) =>
          parent.dependents.map((child) => ({
            parent: instanceOf({ inputs: parent }),
            child: instanceOf({ inputs: components[child] as Component }),
          })),
        ),
        wired: components.map(({ stack, component }) => ({ stack, component, files })),
      });
    }
    return answer;
  }

  return { uploads, upload };
}
