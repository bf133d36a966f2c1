/** ID tokens: signed for real, with the claims of the job's run, for jobs that may ask. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { claimNames } from '../../src/simulator/oidc/claims.ts';
import { jobEnvironment } from '../../src/simulator/runner/job-environment.ts';
import type { JobSeed, RunSeed } from '../../src/simulator/seed/seed-types.ts';
import { renameRepository } from '../../src/simulator/world/owner-changes.ts';
import { rotateSigningKey } from '../../src/simulator/world/signing-keys.ts';
import { type Answer, createSimulatedApi, type SimulatedApi, startOfTime } from '../support/simulated-api.ts';

const now = startOfTime / 1000;
const permissions = { 'id-token': 'write', contents: 'read' } as const;
let gitHub: SimulatedApi;

function run(repository: string, job: JobSeed, more: Partial<RunSeed> = {}): RunSeed {
  return { repository, ...more, jobs: [{ permissions, ...job }] };
}

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    accounts: [
      { login: 'acme', id: 11, enterprise: { slug: 'acme-inc', id: 5 } },
      { login: 'other', id: 12 },
      { login: 'octocat', id: 13, type: 'User' },
    ],
    repositories: [
      { name: 'acme/infra', id: 21, visibility: 'internal', files: { a: 'a' } },
      { name: 'acme/new', id: 22, subject_format: 'immutable' },
      { name: 'acme/custom', id: 23, subject_claims: ['repo', 'context', 'job_workflow_ref'] },
      { name: 'acme/free', id: 24, subject_claims: ['repository_owner', 'environment'] },
      { name: 'other/infra', id: 25 },
    ],
    runs: [
      run(
        'acme/infra',
        {
          name: 'deploy',
          check_run_id: 42,
          environment: 'prod:eu',
          reusable_workflow: { ref: 'acme/shared/.github/workflows/x.yml@v1', sha: 'b'.repeat(40) },
          runner_environment: 'self-hosted',
        },
        { id: 31, attempt: 2, number: 7, workflow: '.github/workflows/deploy.yml', workflow_name: 'Deploy' },
      ),
      run('acme/infra', { name: 'branch' }),
      run('acme/infra', { name: 'tag' }, { ref: 'refs/tags/v1' }),
      run(
        'acme/infra',
        { name: 'pull' },
        { event: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'feature/x', base_ref: 'main' },
      ),
      run('acme/new', { name: 'immutable' }),
      run('acme/custom', { name: 'custom' }),
      run('acme/free', { name: 'free', environment: 'prod' }),
      run('other/infra', { name: 'elsewhere' }),
      run('acme/infra', { name: 'forbidden', permissions: { contents: 'read' } }),
    ],
  });
});
afterAll(() => gitHub.stop());

async function request(
  job: string,
  query = '',
  token = gitHub.world.jobs.get(job)?.requestToken,
): Promise<Answer> {
  const path = `/idtoken/${job}?api-version=2.0${query}`;
  return gitHub.call('GET', path, { surface: 'runner', ...(token === undefined ? {} : { token }) });
}

async function verify(token: string, audience: string) {
  const { body } = await gitHub.call('GET', '/.well-known/jwks', { surface: 'issuer' });
  const options = {
    audience,
    issuer: gitHub.world.urls.issuer,
    currentDate: new Date(gitHub.world.clock.now()),
  };
  return jwtVerify(token, createLocalJWKSet(body), { ...options, algorithms: ['RS256'] });
}

test('discovery leads to the keys and names every claim', async () => {
  const { body } = await gitHub.call('GET', '/.well-known/openid-configuration', { surface: 'issuer' });
  expect(body).toMatchObject({
    issuer: 'https://github.test/_services/token',
    jwks_uri: 'https://github.test/_services/token/.well-known/jwks',
    id_token_signing_alg_values_supported: ['RS256'],
  });
  const claims = decodeJwt((await request('deploy')).body.value);
  expect(Object.keys(claims).filter((name) => !body.claims_supported.includes(name))).toEqual([]);
  expect(claimNames.filter((name) => !(name in claims))).toEqual([]);
});

test('a job’s token carries its run, every claim a string, for five minutes', async () => {
  const { payload, protectedHeader } = await verify(
    (await request('deploy', '&audience=atmos-pro.com')).body.value,
    'atmos-pro.com',
  );
  expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
  expect(payload).toMatchObject({
    actor: 'octocat',
    actor_id: '13',
    check_run_id: '42',
    enterprise: 'acme-inc',
    enterprise_id: '5',
    environment: 'prod:eu',
    event_name: 'push',
    job_workflow_ref: 'acme/shared/.github/workflows/x.yml@v1',
    job_workflow_sha: 'b'.repeat(40),
    ref: 'refs/heads/main',
    ref_type: 'branch',
    repository: 'acme/infra',
    repository_id: '21',
    repository_owner: 'acme',
    repository_owner_id: '11',
    repository_visibility: 'internal',
    run_attempt: '2',
    run_id: '31',
    run_number: '7',
    runner_environment: 'self-hosted',
    workflow: 'Deploy',
    workflow_ref: 'acme/infra/.github/workflows/deploy.yml@refs/heads/main',
    sub: 'repo:acme/infra:environment:prod%3Aeu',
    iat: now,
    exp: now + 300,
  });
  expect(payload['sha']).toMatch(/^[0-9a-f]{40}$/);
});

test.each([
  ['branch', 'repo:acme/infra:ref:refs/heads/main'],
  ['tag', 'repo:acme/infra:ref:refs/tags/v1'],
  ['pull', 'repo:acme/infra:pull_request'],
  ['immutable', 'repo:acme@11/new@22:ref:refs/heads/main'],
  [
    'custom',
    'repo:acme/custom:ref:refs/heads/main:job_workflow_ref:acme/custom/.github/workflows/ci.yml@refs/heads/main',
  ],
  ['free', 'repository_owner:acme:environment:prod'],
])('the subject of the job %s', async (job, subject) => {
  expect(decodeJwt((await request(job)).body.value).sub).toBe(subject);
});

test('renaming a repository turns its subject into the immutable form', async () => {
  const repository = gitHub.world.repositories.get(25);
  if (repository !== undefined) renameRepository(gitHub.world, repository, 'moved');
  expect(decodeJwt((await request('elsewhere')).body.value)).toMatchObject({
    sub: 'repo:other@12/moved@25:ref:refs/heads/main',
    repository: 'other/moved',
  });
});

test('the audience is the owner’s address unless asked for', async () => {
  expect(decodeJwt((await request('branch')).body.value).aud).toBe('https://github.test/acme');
  expect(decodeJwt((await request('branch', '&audience=')).body.value).aud).toBe('https://github.test/acme');
});

test('no two tokens share a jti', async () => {
  const [one, two] = [await request('branch'), await request('branch')];
  expect(decodeJwt(one.body.value).jti).not.toBe(decodeJwt(two.body.value).jti);
});

test.each([
  ['no request token', 'branch', undefined, 401],
  ['another job’s request token', 'branch', () => gitHub.world.jobs.get('tag')?.requestToken, 401],
  ['the job’s GITHUB_TOKEN', 'branch', () => gitHub.world.jobs.get('branch')?.token, 401],
  ['a job that does not exist', 'none', () => gitHub.world.jobs.get('tag')?.requestToken, 401],
  ['a job without id-token: write', 'forbidden', () => gitHub.world.jobs.get('forbidden')?.requestToken, 403],
])('refuses %s', async (_name, job, token, status) => {
  const answer = await request(job, '', token?.() ?? '');
  expect(answer.status).toBe(status);
  expect(answer.body).not.toHaveProperty('value');
});

test('a job’s environment has the request address only with the permission', () => {
  expect(jobEnvironment(gitHub.world, 'deploy')).toMatchObject({
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_RUN_ATTEMPT: '2',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://github.test/_services/runner/idtoken/deploy?api-version=2.0',
  });
  const without = jobEnvironment(gitHub.world, 'forbidden');
  expect(Object.keys(without).filter((name) => name.startsWith('ACTIONS_'))).toEqual([]);
});

test('a rotated key signs, the old one stays until it is retired', async () => {
  const before = (await request('branch')).body.value;
  await rotateSigningKey(gitHub.world);
  const after = (await request('branch')).body.value;
  const audience = 'https://github.test/acme';
  await expect(verify(before, audience)).resolves.toBeDefined();
  await expect(verify(after, audience)).resolves.toBeDefined();
  await rotateSigningKey(gitHub.world, { retireOld: true });
  await expect(verify(before, audience)).rejects.toThrow(/no applicable key/);
});
