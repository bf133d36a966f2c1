import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, refusal, startApiPeer } from '../support/api-peer.ts';
import { runAction } from '../support/run-action.ts';
import { acmeToken, basicOf } from './sts-samples.ts';

type Inputs = Readonly<Record<string, string>>;
const oneToken = envelope({ tokens: [acmeToken], excluded: [] });
const [idToken, exchange, sts] = [
  'GET /id-token?api-version=2&audience=atmos-pro.com',
  'POST /api/v1/auth/github-oidc',
  'POST /api/v1/sts',
];

/** The one error annotation of a failed step. */
function annotationOf(stdout: string): string {
  const errors = stdout.split('\n').filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(1);
  return errors[0] ?? '';
}

async function runAgainst(script: PeerScript, inputs: Inputs = {}, environment: Record<string, string> = {}) {
  await using peer = await startApiPeer(script);
  const result = await runAction('setup-sts', 'main', {
    inputs,
    environment: { ...peer.environment, ...environment },
  });
  return { ...result, journal: peer.journal() };
}

describe('setup-sts refuses before it asks for anything', () => {
  test.each<{
    name: string;
    inputs?: Inputs;
    environment?: Record<string, string | undefined>;
    says: string;
  }>([
    {
      name: 'no workspace id',
      environment: { ATMOS_PRO_WORKSPACE_ID: '' },
      says: '::error title=INPUT_MISSING::There is no workspace id.',
    },
    {
      name: 'a missing id-token permission',
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
      says: '::error title=INPUT_ID_TOKEN_PERMISSION::The job may not ask for an ID token.%0AAdd `permissions: id-token: write` to the job.',
    },
    {
      name: 'an ID-token endpoint without encryption',
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://runner.example/id-token' },
      says: '::error title=INPUT_INVALID::ACTIONS_ID_TOKEN_REQUEST_URL must be an https address.',
    },
    {
      name: 'a plain base-url beyond this machine',
      inputs: { 'base-url': 'http://pro.example' },
      says: 'The setting "base-url" must be an https:// address (http:// only on this machine).',
    },
    {
      name: 'a base-url with a password',
      inputs: { 'base-url': 'https://user:secret@pro.example' },
      says: 'The setting "base-url" must be an address without user, query or fragment.',
    },
    {
      name: 'an endpoint with a query',
      inputs: { endpoint: 'api/v1?x=1' },
      says: 'The setting "endpoint" must be a path such as api/v1.',
    },
    {
      name: 'a workspace id with a blank',
      inputs: { 'workspace-id': 'ws 1' },
      says: 'The setting "workspace-id" must be 1 to 128 characters without blanks.',
    },
    {
      name: 'an audience with a line break',
      inputs: { audience: 'a\nb' },
      says: 'The setting "audience" must be 1 to 256 characters without blanks.',
    },
    {
      name: 'a source without an owner',
      inputs: { sources: 'acme/a\nmodules' },
      says: 'Input "sources" takes repositories as owner/name; "modules" is not.',
    },
    {
      name: 'a source that climbs',
      inputs: { sources: 'acme/..' },
      says: 'Input "sources" takes repositories as owner/name',
    },
    {
      name: 'too many sources',
      inputs: { sources: Array.from({ length: 201 }, (_, index) => `acme/m${index}`).join() },
      says: 'The setting "sources" takes at most 200 repositories.',
    },
    {
      name: 'a policy name that leaves its directory',
      inputs: { 'policy-name': '../x' },
      says: 'Input "policy-name" takes the name of a policy file without .yaml',
    },
    {
      name: 'an unknown git-config',
      inputs: { 'git-config': 'global' },
      says: 'Input "git-config" must be one of env, file, none.',
    },
    {
      name: 'a flag that is none',
      inputs: { revoke: 'yes' },
      says: 'Input "revoke" must be true or false.',
    },
    {
      name: 'a flag that is none, of the other input',
      inputs: { 'allow-excluded': '1' },
      says: 'Input "allow-excluded" must be true or false.',
    },
    {
      name: 'a token-env that is no variable',
      inputs: { 'token-env': 'MY-TOKEN' },
      says: '::error title=INPUT_INVALID::token-env is "MY-TOKEN"',
    },
    {
      name: 'an unusable GIT_CONFIG_COUNT',
      environment: { GIT_CONFIG_COUNT: 'abc' },
      says: '::error title=INPUT_GIT_CONFIG_INVALID::GIT_CONFIG_COUNT is "abc"',
    },
    {
      name: 'a GIT_CONFIG_COUNT without its keys',
      environment: { GIT_CONFIG_COUNT: '1' },
      says: '::error title=INPUT_GIT_CONFIG_INVALID::GIT_CONFIG_KEY_0 is missing',
    },
  ])('$name', async ({ inputs = {}, environment = {}, says }) => {
    await using peer = await startApiPeer();
    const result = await runAction('setup-sts', 'main', {
      inputs,
      environment: { ...peer.environment, ...environment },
    });
    expect(annotationOf(result.stdout)).toContain(says);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).not.toContain('secret@');
    expect(result.environmentFile).toEqual({});
    expect(peer.requests).toEqual([]);
  });
});

describe('setup-sts reports a refusal at once, with the words of the server', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: '<html>::error::pwned</html>' };
  test.each<{ name: string; script: PeerScript; says: string; requests: number }>([
    {
      name: 'exchange 401',
      script: { exchange: [refusal(401, 'The audience is not accepted.')] },
      says: 'title=DENIED_EXCHANGE::The exchange of the ID token was refused: The audience is not accepted. (trace_id: trace-9)',
      requests: 2,
    },
    {
      name: 'exchange 403',
      script: { exchange: [refusal(403, 'Not imported.')] },
      says: 'title=DENIED_EXCHANGE::The exchange of the ID token was refused: Not imported. (trace_id: trace-9)%0ACheck that workspace-id',
      requests: 2,
    },
    {
      name: 'exchange 404',
      script: { exchange: [refusal(404, 'No such workspace.')] },
      says: 'title=DENIED_EXCHANGE::',
      requests: 2,
    },
    {
      name: 'exchange 400',
      script: { exchange: [refusal(400, 'token is missing')] },
      says: 'title=REMOTE_REFUSED::The exchange of the ID token was refused: token is missing',
      requests: 2,
    },
    {
      name: 'exchange success:false with 200',
      script: { exchange: [refusal(200, 'no')] },
      says: 'title=DENIED_EXCHANGE::The exchange of the ID token was refused: no',
      requests: 2,
    },
    {
      name: 'the legacy error text',
      script: { exchange: [{ status: 403, body: { success: false, errorMessage: '', error: 'old words' } }] },
      says: 'refused: old words%0A',
      requests: 2,
    },
    {
      name: 'no words at all',
      script: { exchange: [{ status: 403, body: {} }] },
      says: 'refused: status 403 without an explanation%0A',
      requests: 2,
    },
    {
      name: 'an exchange without a session',
      script: { exchange: [envelope(null)] },
      says: 'title=REMOTE_MALFORMED::The exchange of the ID token brought no session.',
      requests: 2,
    },
    {
      name: 'a session that would break a header',
      script: { exchange: [envelope({ token: 'a\nb' })] },
      says: 'title=REMOTE_MALFORMED::The exchange of the ID token brought no session.',
      requests: 2,
    },
    {
      name: 'HTML with 200',
      script: { exchange: [html] },
      says: "title=REMOTE_MALFORMED::The exchange of the ID token got an answer (status 200) that is not the API's JSON object.%0ACheck that base-url",
      requests: 2,
    },
    {
      name: 'HTML with 404',
      script: { sts: [{ ...html, status: 404 }] },
      says: 'title=REMOTE_MALFORMED::The mint of GitHub tokens got an answer (status 404)',
      requests: 3,
    },
    {
      name: 'a redirect',
      script: { exchange: [{ status: 307, headers: { location: 'https://evil.example/x?y' } }] },
      says: 'title=REMOTE_REFUSED::The exchange of the ID token was redirected to https://evil.example, which is not followed.',
      requests: 2,
    },
    {
      name: 'sts 403',
      script: { sts: [refusal(403, 'No row grants ws:sts:create.')] },
      says: 'title=DENIED_PERMISSION::The mint of GitHub tokens was refused: No row grants ws:sts:create.',
      requests: 3,
    },
    {
      name: 'sts 400',
      script: { sts: [refusal(400, 'sources: must be a list')] },
      says: 'title=REMOTE_REFUSED::The mint of GitHub tokens was refused: sources: must be a list',
      requests: 3,
    },
    {
      name: 'sts success:false with 200',
      script: { sts: [refusal(200, 'unknown policy')] },
      says: 'title=REMOTE_REFUSED::The mint of GitHub tokens was refused: unknown policy',
      requests: 3,
    },
    {
      name: 'a JSON list',
      script: { sts: [{ body: [] }] },
      says: 'title=REMOTE_MALFORMED::',
      requests: 3,
    },
    {
      name: 'data that is a list',
      script: { sts: [envelope([])] },
      says: 'title=REMOTE_MALFORMED::The mint of GitHub tokens: "data" of the answer is not an object.',
      requests: 3,
    },
    {
      name: 'a host that is none',
      script: { sts: [envelope({ tokens: [{ ...acmeToken, host: 'github.com/evil' }] })] },
      says: "The server's answer to the mint is not usable: host is absent or has characters",
      requests: 3,
    },
    {
      name: 'a token with a line break',
      script: { sts: [envelope({ tokens: [{ ...acmeToken, token: 'ghs_1\n::x::' }] })] },
      says: 'is not usable: token is absent or has characters',
      requests: 3,
    },
    {
      name: 'a repository of another owner',
      script: { sts: [envelope({ tokens: [{ ...acmeToken, repositories: ['other/x'] }] })] },
      says: 'title=REMOTE_MALFORMED::',
      requests: 3,
    },
    {
      name: 'the runner refusing an ID token',
      script: { 'id-token': [{ status: 401, body: {} }] },
      says: "title=REMOTE_REFUSED::The runner's ID-token endpoint answered 401.",
      requests: 1,
    },
    {
      name: 'the runner answering nonsense',
      script: { 'id-token': [{ body: 'x' }] },
      says: 'title=REMOTE_MALFORMED::The runner’s ID-token endpoint answered without a token.',
      requests: 1,
    },
  ])('$name', async ({ script, says, requests }) => {
    const result = await runAgainst(script);
    expect(annotationOf(result.stdout)).toContain(says);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe('');
    expect(result.journal).toHaveLength(requests);
    expect(result.environmentFile).toEqual({});
  });

  test('keeps the words of a hostile server from being commands', async () => {
    const words = 'x\n::set-env name=A::b\r\n::add-mask::y ##[error]z \u001b[2J\u202e end';
    const { stdout } = await runAgainst({ exchange: [refusal(403, words, { 'x-y': 'z' })] });
    expect(annotationOf(stdout)).toContain('x : :set-env name=A: :b : :add-mask: :y ## [error]z  [2J  end');
    expect(stdout.split('\n').filter((line) => line.includes('set-env'))).toHaveLength(1);
    expect(stdout).not.toContain('\u001b');
  });

  test('keeps a hostile exclusion out of log and summary markup', async () => {
    const excluded = [
      {
        repo: 'acme/<img src=x>|[a](http://evil)\n::error::',
        reason: '::stop-commands::x',
        message: '</pre><script>\n::error::z',
      },
    ];
    const { stdout, summary } = await runAgainst({ sts: [envelope({ tokens: [], excluded })] });
    expect(stdout).not.toMatch(/^::(error|stop-commands)/m);
    expect(summary).not.toMatch(/<img|<script|\[a\]/);
  });
});

describe('setup-sts tries again, with a new ID token', () => {
  test.each<{ name: string; script: PeerScript; journal: string[] }>([
    {
      name: 'a lost answer of the exchange',
      script: { exchange: ['cut', envelope({ token: 's' })], sts: [oneToken] },
      journal: [idToken, exchange, idToken, exchange, sts],
    },
    {
      name: '5xx of the exchange, HTML from a proxy',
      script: { exchange: [{ status: 502, body: '<html>' }, envelope({ token: 's' })], sts: [oneToken] },
      journal: [idToken, exchange, idToken, exchange, sts],
    },
    {
      name: '429 with Retry-After',
      script: {
        exchange: [refusal(429, 'slow', { 'retry-after': '0' }), envelope({ token: 's' })],
        sts: [oneToken],
      },
      journal: [idToken, exchange, idToken, exchange, sts],
    },
    {
      name: '500 of the runner’s endpoint',
      script: { 'id-token': [{ status: 500 }, { body: { value: 'fresh' } }], sts: [oneToken] },
      journal: [idToken, idToken, exchange, sts],
    },
    {
      name: 'a lost answer of the mint, with the same session',
      script: { sts: ['cut', oneToken] },
      journal: [idToken, exchange, sts, sts],
    },
    {
      name: 'a session that is refused once',
      script: { sts: [refusal(401, 'unknown key'), oneToken] },
      journal: [idToken, exchange, sts, idToken, exchange, sts],
    },
  ])('after $name', async ({ script, journal }) => {
    await using peer = await startApiPeer(script);
    const result = await runAction('setup-sts', 'main', { environment: peer.environment });
    expect(result.stdout).not.toContain('::error');
    expect(result.exitCode).toBe(0);
    expect(peer.journal()).toEqual(journal);
    const sent = peer.requests
      .filter(({ path }) => path.endsWith('/github-oidc'))
      .map(({ body }) => (JSON.parse(body) as { token: string }).token);
    expect(new Set(sent).size).toBe(sent.length);
  });

  test.each<{ name: string; script: PeerScript; says: string; requests: number }>([
    {
      name: 'an exchange that keeps failing',
      script: { exchange: [refusal(500, 'broken')] },
      says: 'title=REMOTE_REFUSED::The exchange of the ID token was refused: broken (trace_id: trace-9)%0AThe server failed',
      requests: 6,
    },
    {
      name: 'a mint whose answer is always lost',
      script: { sts: ['cut'] },
      says: 'title=REMOTE_UNREACHABLE::POST http://127.0.0.1:',
      requests: 5,
    },
    {
      name: 'a session that is refused twice',
      script: { sts: [refusal(401, 'no')] },
      says: 'title=DENIED_SESSION::The mint of GitHub tokens was refused: no',
      requests: 6,
    },
  ])('and gives up on $name', async ({ script, says, requests }) => {
    const result = await runAgainst(script);
    expect(annotationOf(result.stdout)).toContain(says);
    expect(result.journal).toHaveLength(requests);
  });

  test('and gives up on a server that is down', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    await new Promise((closed) => taken.close(closed));
    const result = await runAgainst({}, { 'base-url': `http://127.0.0.1:${port}` });
    expect(annotationOf(result.stdout)).toContain(
      `title=REMOTE_UNREACHABLE::POST http://127.0.0.1:${port}/api/v1/auth/github-oidc failed: ECONNREFUSED.`,
    );
    expect(result.journal).toEqual([idToken, idToken, idToken]);
  });

  test('but does not read an answer without end', async () => {
    const { stdout } = await runAgainst({ sts: [{ body: 'x'.repeat(9 * 1024 * 1024) }] });
    expect(annotationOf(stdout)).toContain('the answer is larger than 8388608 bytes');
  });
});

describe('setup-sts and exclusions', () => {
  const excluded = [{ repo: 'acme/Named', reason: 'no_trust_policy' }];
  test('fails for a named repository, in whatever case, and keeps the tokens for the post step', async () => {
    const result = await runAgainst(
      { sts: [envelope({ tokens: [acmeToken], excluded })] },
      { sources: 'acme/terraform-modules, ACME/named' },
    );
    expect(result.exitCode).toBe(1);
    expect(annotationOf(result.stdout)).toBe(
      '::error title=DENIED_SOURCES::Named by the workflow and not granted: acme/Named (no_trust_policy).%0ACommit .atmos/pro/sts/default.yaml with a rule for this job to the default branch of acme/Named. Set allow-excluded: true to go on without.',
    );
    expect(result.summary).toContain('### Named by the workflow, not granted');
    expect(result.environmentFile).toEqual({});
    expect(result.outputs).toEqual({ excluded: '[{"repo":"acme/Named","reason":"no_trust_policy"}]' });
    expect(result.state).toMatchObject({ 'token-count': '1', revoke: 'true' });
  });

  test('goes on with allow-excluded', async () => {
    const result = await runAgainst(
      { sts: [envelope({ tokens: [acmeToken], excluded })] },
      { sources: 'acme/terraform-modules, acme/named', 'allow-excluded': 'true' },
    );
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(
      '::warning title=GitHub STS::Named and not granted: acme/Named (no_trust_policy).',
    );
    expect(result.outputs).toMatchObject({ 'token-count': '1' });
  });

  test('fails for a named repository that the server does not speak of', async () => {
    const { stdout } = await runAgainst({ sts: [oneToken] }, { sources: 'acme/terraform-modules,acme/lost' });
    expect(annotationOf(stdout)).toContain('acme/lost (no_answer)');
  });
});

describe('setup-sts with the looser answers of the hosted server', () => {
  const { repositories, permissions, expiresAt, ...bare } = acmeToken;
  test('gives git the named repositories when the server lists none', async () => {
    const { environmentFile, exitCode, outputs } = await runAgainst(
      { sts: [envelope({ tokens: [bare] })] },
      { sources: 'acme/terraform-modules,acme/other' },
    );
    expect(exitCode).toBe(0);
    expect(environmentFile['GIT_CONFIG_VALUE_1']).toBe(`Authorization: Basic ${basicOf(bare.token)}`);
    expect(JSON.parse(outputs['repositories'] ?? '')).toEqual(['acme/terraform-modules', 'acme/other']);
    expect(outputs['expires-at']).toBe('');
  });

  test('never configures a whole owner', async () => {
    const { environmentFile, stdout } = await runAgainst({ sts: [envelope({ tokens: [bare] })] });
    expect(environmentFile).toEqual({ ATMOS_PRO_GITHUB_TOKEN: bare.token });
    expect(stdout).toContain('Name them in sources.');
  });

  test.each([
    { name: 'data: null', sts: envelope(null) },
    { name: 'no data', sts: { body: { success: true } } },
    { name: 'lists that are null', sts: envelope({ tokens: null, excluded: null }) },
    { name: '201', sts: { ...envelope({}), status: 201 } },
  ])('takes $name as no token', async ({ sts: answer }) => {
    const { exitCode, outputs } = await runAgainst({ sts: [answer] });
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ 'token-count': '0', excluded: '[]' });
  });

  test('keeps a token without host or owner away from git, and revokes it', async () => {
    const { environmentFile, state } = await runAgainst({
      sts: [envelope({ tokens: [{ token: bare.token }] })],
    });
    expect(environmentFile).toEqual({});
    expect(JSON.parse(state['token-0'] ?? '')).toEqual({ host: '', owner: '', token: bare.token });
  });
});
