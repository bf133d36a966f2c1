/** Denials that teach those who may know, and tell everybody else nothing at all, not even by their length. */
import { describe, expect, test } from '@jest/globals';
import { runAction } from '../../support/run-action.ts';
import { policy, policyFile, source, startStsScene } from './scene.ts';

/** Everything of an answer that could tell two cases apart, with the names of the sources made equal. */
function shapeOf(answer: { status: number; text: string }, name: string) {
  const traceless = answer.text.replace(/"traceId":"[^"]*"/g, '"traceId":"…"');
  return { status: answer.status, text: traceless.replaceAll(name, 'NAME') };
}

describe('a foreign caller', () => {
  test('gets the same bytes for no such repository, no policy outside the workspace, and not installed', async () => {
    await using scene = await startStsScene({
      repositories: [
        { name: 'platform/nopolicy' },
        source('platform/outsider'),
        source('nobody/installs'),
        source('platform/denies__', policy('{repository: "evil/*"}')),
      ],
      // What is left out here is outside of the workspace.
      imported: ['acme/infra', 'nobody/installs'],
    });
    const session = await scene.login();
    const names = [
      'platform/missing_',
      'platform/nopolicy',
      'platform/outsider',
      'platform/denies__',
      'nobody/installs',
      'nobody/invented',
    ];
    const answers = [];
    for (const name of names) answers.push(shapeOf(await scene.ask(session, { sources: [name] }), name));
    expect(answers[0]?.text).toContain('{"repo":"NAME","reason":"not_installed_in_workspace"}');
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  });

  test('gets the bare reason for sources of the workspace', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a', policy('{repository: "evil/*"}')), { name: 'platform/b' }],
    });
    expect((await scene.mint({ sources: ['platform/a', 'platform/b'] })).excluded).toEqual([
      { repo: 'platform/a', reason: 'trust_policy_denied' },
      { repo: 'platform/b', reason: 'no_trust_policy' },
    ]);
  });
});

describe('a caller of the same owner', () => {
  const denying = policy('{repository: acme/infra, ref: refs/heads/release, environment: production}');

  test('learns which claim of which rule, and what would have to change', async () => {
    await using scene = await startStsScene({
      repositories: [source('acme/a', denying), { name: 'acme/b' }],
    });
    const { excluded } = await scene.mint({ sources: ['acme/a', 'acme/b'] });
    expect(excluded[0]?.message).toBe(
      [
        'The trust policy "default" has no rule that matches this caller.',
        'Rule 1 (line 6) did not match:',
        '  ok: repository "acme/infra" matches "acme/infra"',
        '  no: ref "refs/heads/main" does not match "refs/heads/release"',
        '  no: environment is absent from the ID token, and "production" is asked for',
        '',
        'If this job should be allowed, add a rule for it, or change rule 1, which came closest:',
        '  line 6: expected ref to match "refs/heads/release", got "refs/heads/main".',
        '  line 6: run the job in an environment that matches "production", or take environment out of the rule.',
        'To allow only jobs like this one, add:',
        '- match:',
        '    repository: "acme/infra"',
        '    ref: "refs/heads/main"',
      ].join('\n'),
    );
    expect(excluded[1]?.message).toBe(
      [
        `There is no ${policyFile} on the default branch.`,
        '',
        'To allow only jobs like this one, add:',
        '- match:',
        '    repository: "acme/infra"',
        '    ref: "refs/heads/main"',
      ].join('\n'),
    );
  });

  test('keeps the advice when the explanation is cut', async () => {
    const rules = Array.from(
      { length: 50 },
      (_, index) =>
        `    - match: {repository: "acme/infra", ref: "refs/heads/${'x'.repeat(200)}${index}", sha: "${'y'.repeat(200)}"}\n`,
    );
    const long = policy('{repository: acme/infra, ref: refs/heads/release}') + rules.slice(0, 49).join('');
    await using scene = await startStsScene({ repositories: [source('acme/a', long)] });
    const message = (await scene.mint({ sources: ['acme/a'] })).excluded[0]?.message ?? '';
    expect(message.length).toBeLessThanOrEqual(4_000);
    expect(message).toMatch(/change rule 1, which came closest:[\s\S]*ref: "refs\/heads\/main"$/);
  });

  test('finds it in the job summary of setup-sts', async () => {
    await using scene = await startStsScene({ repositories: [source('acme/a', denying)] });
    const { exitCode, summary, stdout } = await runAction('setup-sts', 'main', {
      inputs: { 'workspace-id': 'ws_1', 'base-url': scene.server.url, sources: 'acme/a' },
      environment: scene.simulator.jobEnvironment('plan'),
    });
    expect(exitCode).toBe(1);
    expect(summary).toContain('<summary>Why <code>acme/a</code> was excluded</summary>');
    expect(summary).toContain('no: ref "refs/heads/main" does not match "refs/heads/release"');
    expect(summary).toContain('change rule 1, which came closest');
    expect(stdout).toContain(
      'the explanation in the job summary says which claim did not, and what to change',
    );
  });
});
