/** Access to fetch and push: git and the API share the decision. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { admitGit } from '../../src/simulator/world/access.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      { name: 'acme/infra', id: 1 },
      { name: 'acme/old', id: 2, archived: true },
      { name: 'acme/open', id: 3, visibility: 'public' },
      { name: 'acme/other', id: 4 },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'write' } }],
    installations: [
      { id: 1, app: 'broker', account: 'acme' },
      { id: 2, app: 'broker', account: 'asleep' },
    ],
    runs: [{ repository: 'acme/infra', jobs: [{ name: 'job', permissions: { contents: 'write' } }] }],
  });
  tokens['reader'] = await gitHub.mint({ repository_ids: [1], permissions: { contents: 'read' } });
  tokens['writer'] = await gitHub.mint({ repository_ids: [1, 2, 3] });
  tokens['metadata'] = await gitHub.mint({ permissions: { metadata: 'read' } });
  tokens['asleep'] = await gitHub.mint({}, 2);
  tokens['revoked'] = await gitHub.mint();
  await gitHub.call('DELETE', '/installation/token', { token: tokens['revoked'] });
  await gitHub.call('PUT', '/app/installations/2/suspended', { token: await gitHub.appJwt() });
  tokens['job'] = gitHub.world.jobs.get('job')?.token ?? '';
  tokens['unknown'] = 'ghs_unknown';
});
afterAll(() => gitHub.stop());

const fetch = 'git-upload-pack';
const push = 'git-receive-pack';

test.each([
  ['reader', fetch, 'acme/infra', 'allowed'],
  ['reader', fetch, 'ACME/infra.git', 'allowed'],
  ['reader', push, 'acme/infra', 'forbidden'],
  ['reader', fetch, 'acme/other', 'not_found'],
  ['reader', fetch, 'acme/none', 'not_found'],
  ['reader', fetch, 'acme/open', 'allowed'],
  ['reader', push, 'acme/open', 'forbidden'],
  ['writer', push, 'acme/infra', 'allowed'],
  ['writer', push, 'acme/open', 'allowed'],
  ['writer', fetch, 'acme/old', 'allowed'],
  ['writer', push, 'acme/old', 'forbidden'],
  ['metadata', fetch, 'acme/infra', 'not_found'],
  ['job', push, 'acme/infra', 'allowed'],
  ['job', fetch, 'acme/other', 'not_found'],
  ['asleep', fetch, 'acme/open', 'forbidden'],
  ['revoked', fetch, 'acme/open', 'bad_credentials'],
  ['unknown', fetch, 'acme/open', 'bad_credentials'],
  ['anonymous', fetch, 'acme/open', 'allowed'],
  ['anonymous', push, 'acme/open', 'unauthenticated'],
  ['anonymous', fetch, 'acme/infra', 'unauthenticated'],
  ['anonymous', fetch, 'acme/none', 'unauthenticated'],
] as const)('%s: %s of %s is %s', (who, service, path, status) => {
  const [owner = '', name = ''] = path.split('/');
  const verdict = admitGit(gitHub.world, { token: tokens[who], owner, name, service });
  expect(verdict.status).toBe(status);
});
