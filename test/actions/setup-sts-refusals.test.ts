import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, refusal } from '../support/api-peer.ts';
import { annotationOf, runAgainst } from './run-setup-sts.ts';
import { acmeToken } from './sts-samples.ts';

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
      name: 'exchange with the path of the API twice',
      script: {
        exchange: [
          {
            status: 404,
            body: { success: false, errorTag: 'RouteNotFound', errorMessage: 'There is no such route.' },
          },
        ],
      },
      says: 'title=REMOTE_REFUSED::The exchange of the ID token was refused: There is no such route.%0Abase-url has no path of the API in it',
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
      says: "title=REMOTE_MALFORMED::The exchange of the ID token: the server's answer is invalid: data.token is missing.",
      requests: 2,
    },
    {
      name: 'a session that would break a header',
      script: { exchange: [envelope({ token: 'a\nb' })] },
      says: "title=REMOTE_MALFORMED::The exchange of the ID token: the server's answer is invalid: data.token is invalid.",
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
      says: "title=REMOTE_MALFORMED::The mint of GitHub tokens: the server's answer is invalid: data must be object.",
      requests: 3,
    },
    {
      name: 'a host that is none',
      script: { sts: [envelope({ tokens: [{ ...acmeToken, host: 'github.com/evil' }] })] },
      says: "the server's answer is invalid: data.tokens.0.host is invalid.",
      requests: 3,
    },
    {
      name: 'a token with a line break',
      script: { sts: [envelope({ tokens: [{ ...acmeToken, token: 'ghs_1\n::x::' }] })] },
      says: 'data.tokens.0.token is invalid.',
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
      says: 'title=REMOTE_REFUSED::The OIDC endpoint of the runner returned 401.',
      requests: 1,
    },
    {
      name: 'the runner answering nonsense',
      script: { 'id-token': [{ body: 'x' }] },
      says: 'title=REMOTE_MALFORMED::The OIDC endpoint of the runner returned no token.',
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
