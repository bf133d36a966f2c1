import { describe, expect, test } from '@jest/globals';
import { envelope } from '../support/api-peer.ts';
import { annotationOf, runAgainst } from './run-setup-sts.ts';
import { acmeToken } from './sts-samples.ts';

const oneToken = envelope({ tokens: [acmeToken], excluded: [] });

describe('setup-sts and exclusions', () => {
  const excluded = [{ repo: 'acme/Named', reason: 'no_trust_policy' }];
  test('fails for a named repository, in whatever case, and keeps the tokens for the post step', async () => {
    const result = await runAgainst(
      { sts: [envelope({ tokens: [acmeToken], excluded })] },
      { sources: 'acme/terraform-modules, ACME/named' },
    );
    expect(result.exitCode).toBe(1);
    expect(annotationOf(result.stdout)).toBe(
      '::error title=DENIED_SOURCES::Named by the workflow and not granted: acme/Named (no_trust_policy).%0ACommit .atmos/pro/sts/default.yaml with a rule for this job to the default branch of acme/Named. To continue without them, set allow-excluded: true.',
    );
    expect(result.summary).toContain('### Named by the workflow, not granted');
    expect(result.environmentFile).toEqual({});
    expect(result.outputs).toEqual({ excluded: '[{"repo":"acme/Named","reason":"no_trust_policy"}]' });
    expect(result.state).toMatchObject({ 'token-count': '1', revoke: 'true' });
  });

  test('continues with allow-excluded', async () => {
    const result = await runAgainst(
      { sts: [envelope({ tokens: [acmeToken], excluded })] },
      { sources: 'acme/terraform-modules, acme/named', 'allow-excluded': 'true' },
    );
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(
      '::warning title=GitHub STS::In `sources`, but not granted: acme/Named (no_trust_policy).',
    );
    expect(result.outputs).toMatchObject({ 'token-count': '1' });
  });

  test('fails for a named repository that the server does not speak of', async () => {
    const { stdout } = await runAgainst({ sts: [oneToken] }, { sources: 'acme/terraform-modules,acme/lost' });
    expect(annotationOf(stdout)).toContain('acme/lost (no_answer)');
  });

  test('shows the job its own claims where the server does not explain a denial', async () => {
    const claims = {
      sub: 'repo:beta/app:ref:refs/heads/main',
      repository: 'beta/app',
      run_id: 7,
      jti: 'unshown',
    };
    const value = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
    const run = (denial: object) => {
      const sts = [envelope({ tokens: [], excluded: [{ repo: 'acme/named', ...denial }] })];
      return runAgainst({ 'id-token': [{ body: { value } }], sts }, { sources: 'acme/named' });
    };
    const bare = await run({ reason: 'trust_policy_denied' });
    expect(bare.exitCode).toBe(1);
    expect(bare.stdout).toContain('  sub: repo:beta/app:ref:refs/heads/main\n  repository: beta/app\n');
    expect(bare.stdout).not.toContain('unshown');
    expect(bare.summary).toContain('### Claims of this job');
    expect(bare.summary).toContain('beta/app');
    const explained = await run({ reason: 'trust_policy_denied', message: 'Rule 1 did not match.' });
    expect(explained.summary).not.toContain('Claims of this job');
  });
});
