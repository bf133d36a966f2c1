/** What each answer to a dispatch means: whether a run may have been started decides what happens next. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { timeoutOf } from '../../../src/github/bounded-fetch.ts';
import { createGitHubClient } from '../../../src/github/client.ts';
import { createDispatches } from '../../../src/github/dispatches.ts';
import { listDispatchedRuns } from '../../../src/github/workflow-runs.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const repository = { name: 'acme/infra', token: 'ghs_x' };
const plan = { workflow: 'plan.yaml', branch: 'main', inputs: { sha: 'a' } };

function createClient(fetch: typeof globalThis.fetch) {
  return createGitHubClient(
    {
      apiUrl: 'https://ghes.example.com/api/v3',
      graphqlUrl: 'https://ghes.example.com/api/graphql',
      appId: '42',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      userAgent: 'test',
    },
    {
      clock: { now: () => Date.now(), sleep: async () => undefined },
      random: { fraction: () => 0.5 },
      logger: quiet,
      fetch,
    },
  );
}

/** Sends with what each request is answered; a function throws. */
function send(answers: readonly (Response | Error)[], beforeSend: () => void = () => undefined) {
  const bodies: unknown[] = [];
  let now = 0;
  const client = createClient(async (_, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    const answer = answers[bodies.length - 1] ?? new Error('one request too many');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  });
  const dispatch = createDispatches({ client, now: () => now });
  return {
    bodies,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    send: () => dispatch(repository, plan, { signal: AbortSignal.timeout(20_000), beforeSend }),
  };
}

const says = (status: number, message: string, headers: Record<string, string> = {}) =>
  Response.json({ message }, { status, headers });
const details = { workflow_run_id: 7, run_url: 'u', html_url: 'https://ghes.example.com/r/7' };

test.each([
  {
    name: 'the run',
    answer: Response.json(details),
    outcome: { status: 'run', runId: '7', url: details.html_url },
  },
  { name: 'no run', answer: new Response(null, { status: 204 }), outcome: { status: 'accepted' } },
  { name: 'nonsense with 200', answer: Response.json({ id: 'x' }), outcome: { status: 'accepted' } },
  { name: '502', answer: says(502, 'Bad gateway'), outcome: { status: 'lost' } },
  { name: '408', answer: says(408, 'Timeout'), outcome: { status: 'lost' } },
  { name: 'a cut', answer: new TypeError('fetch failed'), outcome: { status: 'lost' } },
  {
    name: '422',
    answer: says(422, 'No ref found for: main'),
    outcome: { status: 'rejected', reason: 'No ref found for: main', isOutdated: true },
  },
  {
    name: '403',
    answer: says(403, 'Resource not accessible'),
    outcome: { status: 'rejected', isOutdated: false },
  },
  {
    name: 'a secondary limit',
    answer: says(403, 'You have exceeded a secondary rate limit.'),
    outcome: { status: 'limited', isSecondary: true },
  },
  {
    name: 'an exhausted limit',
    answer: says(403, 'API rate limit exceeded', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '9999999999',
    }),
    outcome: { status: 'limited', isSecondary: false, retryAt: 9_999_999_999_000 },
  },
  {
    name: 'no connection',
    answer: new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    outcome: { status: 'unsent' },
  },
])('an answer of $name is asked for once', async ({ answer, outcome }) => {
  const github = send([answer]);
  expect(await github.send()).toMatchObject(outcome);
  expect(github.bodies).toEqual([{ ref: 'refs/heads/main', inputs: { sha: 'a' }, return_run_details: true }]);
});

test('a token that GitHub does not accept is an error, because nothing was started', async () => {
  await expect(send([says(401, 'Bad credentials')]).send()).rejects.toMatchObject({ kind: 'unauthorized' });
});

test('nothing is sent when the last check says so', async () => {
  const github = send([], () => {
    throw new Error('too late');
  });
  expect(await github.send()).toMatchObject({ status: 'unsent' });
  expect(github.bodies).toEqual([]);
});

test('a host that rejects the field is called without it for a day', async () => {
  const accepted = new Response(null, { status: 204 });
  const rejects = says(400, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
  const github = send([rejects, accepted, accepted, Response.json(details)]);
  const asks = () =>
    github.bodies.map((body) => (body as { return_run_details?: true }).return_run_details ?? false);
  expect(await github.send()).toEqual({ status: 'accepted' });
  expect(await github.send()).toEqual({ status: 'accepted' });
  expect(asks()).toEqual([true, false, false]);
  github.later(24 * 60 * 60_000);
  expect(await github.send()).toMatchObject({ status: 'run' });
  expect(asks()).toEqual([true, false, false, true]);
});

/** Lists so many runs, one a second since `start`, newest first. */
function listsRuns(count: number, start: number) {
  const runs = Array.from({ length: count }, (_, index) => ({
    id: count - index,
    display_title: 'plan',
    actor: { login: 'bot' },
    run_attempt: 1,
    status: 'queued',
    conclusion: null,
    created_at: new Date(start + (count - 1 - index) * 1_000).toISOString(),
    updated_at: new Date(start).toISOString(),
    html_url: 'u',
  }));
  let requests = 0;
  const client = createClient(async (input) => {
    requests += 1;
    const { searchParams } = new URL(String(input));
    const [since = '', until = ''] = (searchParams.get('created') ?? '').split('..');
    const page = Number(searchParams.get('page'));
    const found = runs.filter(
      ({ created_at: at }) => Date.parse(at) >= Date.parse(since) && Date.parse(at) <= Date.parse(until),
    );
    const shown = found.slice(0, 1_000).slice((page - 1) * 100, page * 100);
    return Response.json({ total_count: found.length, workflow_runs: shown });
  });
  return { client, ids: runs.map(({ id }) => id), requests: () => requests };
}

const start = Date.UTC(2026, 0, 1);

test('a list of more runs than GitHub shows is read in halves', async () => {
  const { client, ids } = listsRuns(1_300, start);
  const search = { workflow: 'plan.yaml', since: start, until: start + 1_300_000 };
  const listed = await listDispatchedRuns({ client }, repository, search);
  expect(listed.map(({ runId }) => Number(runId)).sort((one, other) => other - one)).toEqual(ids);
});

test('a list of too many runs is read as far as is enough', async () => {
  const { client, ids, requests } = listsRuns(6_500, start);
  const search = { workflow: 'plan.yaml', since: start, until: start + 6_500_000 };
  await expect(listDispatchedRuns({ client }, repository, search)).rejects.toMatchObject({
    kind: 'too-large',
  });
  const before = requests();
  const isEnough = (found: readonly { readonly runId: string }[]) =>
    found.some(({ runId }) => runId === '6350');
  const listed = await listDispatchedRuns({ client }, repository, { ...search, isEnough });
  expect(listed.map(({ runId }) => Number(runId))).toEqual(ids.slice(0, 200));
  expect(requests() - before).toBeLessThan(8);
});

test.each([
  {
    method: 'POST',
    path: '/repos/acme/infra/actions/workflows/plan.yaml/dispatches',
    longerThanOthers: true,
  },
  {
    method: 'POST',
    path: '/api/v3/repos/acme/infra/actions/workflows/12/dispatches',
    longerThanOthers: true,
  },
  {
    method: 'GET',
    path: '/repos/acme/infra/actions/workflows/plan.yaml/dispatches',
    longerThanOthers: false,
  },
  { method: 'POST', path: '/repos/acme/infra/issues/1/comments', longerThanOthers: false },
])(
  'GitHub has 20 seconds for a dispatch, and less for $method $path',
  ({ method, path, longerThanOthers }) => {
    expect(timeoutOf(method, path) >= 20_000).toBe(longerThanOthers);
  },
);
