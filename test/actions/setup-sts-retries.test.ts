import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, refusal, startApiPeer } from '../support/api-peer.ts';
import { findFreePort } from '../support/free-port.ts';
import { runAction } from '../support/run-action.ts';
import { annotationOf, requestLines, runAgainst } from './run-setup-sts.ts';
import { acmeToken } from './sts-samples.ts';

const oneToken = envelope({ tokens: [acmeToken], excluded: [] });
const { idToken, exchange, sts } = requestLines;

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
      says: 'title=REMOTE_REFUSED::The exchange of the ID token was refused: broken (trace_id: trace-9)%0AAsk the operator',
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
    const port = await findFreePort();
    const result = await runAgainst({}, { 'base-url': `http://127.0.0.1:${port}` });
    expect(annotationOf(result.stdout)).toContain(
      `title=REMOTE_UNREACHABLE::POST http://127.0.0.1:${port}/api/v1/auth/github-oidc failed: ECONNREFUSED.`,
    );
    expect(result.journal).toEqual([idToken, idToken, idToken]);
  });

  test('but does not read an answer without end', async () => {
    const { stdout } = await runAgainst({ sts: [{ body: 'x'.repeat(9 * 1024 * 1024) }] });
    expect(annotationOf(stdout)).toContain('the response is larger than 8388608 bytes');
  });
});
