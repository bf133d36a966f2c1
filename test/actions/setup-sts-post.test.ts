import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, refusal, startApiPeer } from '../support/api-peer.ts';
import { findFreePort } from '../support/free-port.ts';
import { type ActionResult, makeJobDirectory, runAction } from '../support/run-action.ts';
import { acmeToken, redact, tokenOf } from './sts-samples.ts';

const revokePath = 'DELETE /api/v3/installation/token';
const twoTokens = envelope({
  tokens: [acmeToken, { ...acmeToken, token: tokenOf('second'), repositories: ['acme/other'] }],
});

/** Main and post against one server, post with the state that main saved. */
async function playBoth(
  script: PeerScript,
  options: { inputs?: Record<string, string>; environment?: Record<string, string | undefined> } = {},
) {
  await using peer = await startApiPeer(script);
  await using job = await makeJobDirectory();
  const environment = { ...peer.environment, ...options.environment };
  const { directory } = job;
  const main = await runAction('setup-sts', 'main', { ...options, directory, environment });
  const before = peer.requests.length;
  const post = await runAction('setup-sts', 'post', {
    directory,
    state: main.state,
    environment: { ...environment, ...main.environmentFile },
  });
  return { main, post, requests: peer.requests.slice(before) };
}

function warningsOf({ stdout }: ActionResult): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('::warning'));
}

describe('the post step of setup-sts', () => {
  test('revokes each token with itself and says so without showing it', async () => {
    const { post, requests } = await playBoth({ sts: [twoTokens] });
    expect(post.exitCode).toBe(0);
    expect(redact(post.stdout)).toBe(
      'The token for acme on github.com is revoked.\nThe token for acme on github.com is revoked.\n',
    );
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([revokePath, revokePath]);
    expect(new Set(requests.map(({ headers }) => headers['authorization']))).toEqual(
      new Set([`token ${acmeToken.token}`, `token ${tokenOf('second')}`]),
    );
  });

  test('puts the git configuration of before back and empties the token variable', async () => {
    const { post } = await playBoth(
      { sts: [envelope({ tokens: [acmeToken] })] },
      {
        environment: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'CI' },
      },
    );
    expect(post.environmentFile).toMatchObject({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_1: '',
      GIT_CONFIG_VALUE_2: '',
      ATMOS_PRO_GITHUB_TOKEN: '',
    });
    expect(JSON.stringify(post.environmentFile)).not.toContain('Basic');
  });

  test('leaves the pairs of a later step in place', async () => {
    await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken] })] });
    const main = await runAction('setup-sts', 'main', { environment: peer.environment });
    const count = Number(main.environmentFile['GIT_CONFIG_COUNT']);
    const { environmentFile } = await runAction('setup-sts', 'post', {
      state: main.state,
      environment: {
        ...peer.environment,
        ...main.environmentFile,
        GIT_CONFIG_COUNT: String(count + 1),
        [`GIT_CONFIG_KEY_${count}`]: 'user.name',
        [`GIT_CONFIG_VALUE_${count}`]: 'late',
      },
    });
    expect(environmentFile['GIT_CONFIG_COUNT']).toBeUndefined();
    expect(environmentFile['GIT_CONFIG_KEY_0']).toBe('atmospro.removed');
    expect(environmentFile[`GIT_CONFIG_KEY_${count}`]).toBeUndefined();
  });

  test('revokes what a failed main step had minted', async () => {
    const excluded = [{ repo: 'acme/x', reason: 'no_trust_policy' }];
    const { main, requests } = await playBoth(
      { sts: [envelope({ tokens: [acmeToken], excluded })] },
      { inputs: { sources: 'acme/terraform-modules,acme/x' } },
    );
    expect(main.exitCode).toBe(1);
    expect(requests).toHaveLength(1);
  });

  test('is quiet when main never got that far', async () => {
    const { main, post, requests } = await playBoth({ exchange: [refusal(403, 'no')] });
    expect(main.exitCode).toBe(1);
    expect(post).toMatchObject({ exitCode: 0, stdout: '', stderr: '', environmentFile: {} });
    expect(requests).toEqual([]);
  });

  test('keeps the tokens with revoke: false', async () => {
    const { post, requests } = await playBoth({ sts: [twoTokens] }, { inputs: { revoke: 'false' } });
    expect(post).toMatchObject({ exitCode: 0, stdout: '' });
    expect(requests).toEqual([]);
  });

  test.each([
    { name: '401', status: 401 },
    { name: '404', status: 404 },
  ])('takes $name as done', async ({ status }) => {
    const { post, requests } = await playBoth({
      sts: [envelope({ tokens: [acmeToken] })],
      revoke: [{ status, body: {} }],
    });
    expect(post.stdout).toBe('The token for acme on github.com was no longer valid.\n');
    expect(requests).toHaveLength(1);
  });

  test.each<{ name: string; revoke: PeerScript['revoke'] }>([
    { name: '500', revoke: [{ status: 500 }, { status: 204 }] },
    { name: 'a lost answer', revoke: ['cut', { status: 204 }] },
    { name: 'a secondary rate limit', revoke: [{ status: 403 }, { status: 204 }] },
  ])('tries again after $name', async ({ revoke = [] }) => {
    const { post, requests } = await playBoth({ sts: [envelope({ tokens: [acmeToken] })], revoke });
    expect(post.stdout).toContain('is revoked.');
    expect(requests).toHaveLength(2);
  });

  test('warns and succeeds when GitHub is dead', async () => {
    const port = await findFreePort();
    const { post } = await playBoth(
      { sts: [envelope({ tokens: [acmeToken] })] },
      { environment: { GITHUB_API_URL: `http://127.0.0.1:${port}` } },
    );
    expect(post.exitCode).toBe(0);
    const [warning, ...more] = warningsOf(post);
    expect(warning).toContain('could not be revoked and is valid until it expires');
    expect(more).toEqual([]);
    expect(post.stdout).not.toContain(acmeToken.token);
    expect(post.environmentFile['GIT_CONFIG_COUNT']).toBe('');
  });

  test('warns and succeeds when GitHub keeps refusing', async () => {
    const { post, requests } = await playBoth({
      sts: [envelope({ tokens: [acmeToken] })],
      revoke: [{ status: 418 }],
    });
    expect(post.exitCode).toBe(0);
    expect(warningsOf(post)).toHaveLength(1);
    expect(requests).toHaveLength(1);
  });

  test('follows no redirect with a token', async () => {
    const { post, requests } = await playBoth({
      sts: [envelope({ tokens: [acmeToken] })],
      revoke: [{ status: 302, headers: { location: '/api/v3/installation/token' } }],
    });
    expect(warningsOf(post)).toHaveLength(1);
    expect(requests).toHaveLength(1);
  });

  test.each([
    { name: 'is missing', content: undefined },
    { name: 'is not JSON', content: '{' },
  ])('revokes when the event of the job $name, and says nothing about it', async ({ content }) => {
    await using job = await makeJobDirectory();
    const path = join(job.directory, 'event.json');
    if (content !== undefined) await writeFile(path, content);
    const { post, requests } = await playBoth(
      { sts: [envelope({ tokens: [acmeToken] })] },
      { environment: { GITHUB_EVENT_PATH: path } },
    );
    expect(post).toMatchObject({ exitCode: 0, stderr: '' });
    expect(post.stdout.split('\n')).toEqual([expect.stringContaining('is revoked.'), '']);
    expect(requests).toHaveLength(1);
  });

  test('warns and succeeds when its state is broken, and still revokes', async () => {
    await using peer = await startApiPeer();
    const state = {
      changes: '{',
      revoke: 'true',
      'token-count': '1',
      'token-0': JSON.stringify({ host: 'github.com', owner: 'acme', token: acmeToken.token }),
    };
    const post = await runAction('setup-sts', 'post', { state, environment: peer.environment });
    expect(post.exitCode).toBe(0);
    expect(warningsOf(post)[0]).toContain('title=INTERNAL');
    expect(peer.journal()).toEqual([revokePath]);
  });

  test('finds the tokens of a main step that was killed while it delivered them', async () => {
    await using peer = await startApiPeer({
      sts: [envelope({ tokens: [acmeToken] })],
    });
    await using job = await makeJobDirectory();
    // A summary file that is a directory makes the delivery fail right after the state was saved.
    const main = await runAction('setup-sts', 'main', {
      directory: job.directory,
      environment: { ...peer.environment, GITHUB_STEP_SUMMARY: job.directory },
    });
    expect(main.exitCode).toBe(1);
    expect(main.environmentFile).toEqual({});
    await runAction('setup-sts', 'post', { state: main.state, environment: peer.environment });
    expect(peer.journal().at(-1)).toBe(revokePath);
  });
});
