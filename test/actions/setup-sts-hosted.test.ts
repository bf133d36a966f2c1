import { describe, expect, test } from '@jest/globals';
import { envelope } from '../support/api-peer.ts';
import { runAgainst } from './run-setup-sts.ts';
import { acmeToken, basicOf } from './sts-samples.ts';

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
    expect(stdout).toContain('List them in `sources`.');
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
