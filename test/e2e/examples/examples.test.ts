/**
 * Every workflow in the READMEs and the docs runs against the simulator and a server with `examples/atmos-pro.yaml`, for each event that it
 * names, and does what its page says. A part of a workflow runs in the workflow that its page means. Nothing is changed in an example but the
 * address of the server; `docker` containers are not made.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { blockWith } from '../../support/page-blocks.ts';
import { patience } from '../../support/patience.ts';
import { hasKey } from '../../support/yaml-examples.ts';
import { type ExampleScene, type Occasion, startExampleScene } from './example-scene.ts';
import { branch } from './example-world.ts';
import { logOf, openExamples, playExample, workflowExamples } from './open-examples.ts';

/** The pages whose workflows run in another test: `gallery.test.ts`, `test/e2e/deployments/page.test.ts`; and those with YAML of other kinds. */
const others =
  'examples\\/world\\.yaml|examples\\/stacks\\/|docs\\/simulator\\.md|docs\\/trust-policies\\.md|docs\\/deployments\\.md|docs\\/examples\\.md|docs\\/migrate\\/';
const { examples, example, unused } = openExamples(new RegExp(`^(?!${others})`));

const page = (action: string) => `actions/${action}/README.md`;
const indent = (text: string, spaces: number) => text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
/** A workflow with further steps at its end. */
const withSteps = (workflow: string, ...steps: readonly string[]) =>
  [workflow.trimEnd(), ...steps.map((step) => indent(step.trimEnd(), 6)), ''].join('\n');

let scene: ExampleScene;
beforeAll(async () => {
  scene = await startExampleScene();
}, patience(60_000));
afterAll(async () => scene?.[Symbol.asyncDispose]());

const play = (text: string, occasion: Occasion) => playExample(scene, text, occasion);

async function countAudited(event: string): Promise<number> {
  return (await scene.audited(event)).length;
}

const push = () => scene.occasions.onMain('push');

describe('README.md', () => {
  test('plan: terraform init reads private modules over HTTPS and SSH addresses, and the token is revoked', async () => {
    const before = await countAudited('token.mint');
    const outcomes = await play(example('README.md', 'name: plan'), push());
    expect(outcomes['plan']?.[0]?.conclusion).toBe('success');
    expect(await countAudited('token.mint')).toBe(before + 1);
    expect(logOf(outcomes, 'plan')).toMatch(/acme on github\.com .*revoked/i);
    expect(scene.calls('terraform').at(-1)).toMatch(/ init$/);
  });
});

describe('setup-sts', () => {
  const workflow = () => example(page('setup-sts'), 'acme/policies\n');
  test('two sources, and a step that runs only if one of them was granted', async () => {
    const text = withSteps(
      workflow().replace(
        '      - uses: acme/atmos-pro-actions/actions/setup-sts@v0\n',
        '$&        id: sts\n',
      ),
      example(page('setup-sts'), './check-policies'),
    );
    const outcomes = await play(text, push());
    expect(logOf(outcomes, 'plan')).toContain('policies checked');
  });

  test('docs/git-configuration.md: rules of a tool that starts from nothing keep SSH addresses at HTTPS', async () => {
    const text = withSteps(
      workflow(),
      example('docs/git-configuration.md', 'insteadOf git@github.com:'),
      '- run: git ls-remote git@github.com:acme/terraform-modules.git HEAD',
    );
    expect(logOf(await play(text, push()), 'plan')).toMatch(/^[0-9a-f]{40}\sHEAD$/m);
  });
});

describe('commit', () => {
  test('pull_request: the formatted file is on the branch, committed by the App, with a comment', async () => {
    const outcomes = await play(
      example(page('commit'), 'terraform fmt'),
      scene.occasions.pullRequest('synchronize'),
    );
    expect(outcomes['format']?.[0]?.conclusion).toBe('success');
    expect(scene.git('show', `refs/heads/${branch}:main.tf`)).toContain('  value = "unformatted"');
    expect(scene.git('log', '-1', '--format=%s', `refs/heads/${branch}`)).toBe('chore: terraform fmt');
    expect(await scene.audited('commit.created')).toHaveLength(1);
    // The other examples find the branch as it was.
    scene.git('update-ref', `refs/heads/${branch}`, scene.head);
  });
});

describe('locks', () => {
  const workflow = () => example(page('lock-stack'), 'atmos terraform apply vpc');
  const migrate = () => example(page('lock-stack'), './migrate --fencing-token');
  const timesOf = async (event: string) =>
    (await scene.audited(event)).map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);

  test('lock-stack: apply runs under the lock, which is free again afterwards', async () => {
    const outcomes = await play(withSteps(workflow(), migrate()), push());
    expect(logOf(outcomes, 'apply')).toMatch(/^migrated with \d+$/m);
    const [applied = ''] = scene.calls('atmos').filter((line) => line.includes('terraform apply'));
    const at = Number(applied.split(' ')[0]);
    const [[taken = 0], [released = 0]] = await Promise.all([
      timesOf('lock.created'),
      timesOf('lock.released'),
    ]);
    expect(taken).toBeLessThanOrEqual(at);
    expect(released).toBeGreaterThanOrEqual(at);
  });

  test('unlock-stack: the lock is released before the end of the job', async () => {
    const outcomes = await play(
      withSteps(workflow(), example(page('unlock-stack'), 'lock-id:'), '- run: echo unlocked'),
      push(),
    );
    expect(logOf(outcomes, 'apply')).toMatch(/Released: acme\/infra\/plat-ue2-prod\/vpc\.[\s\S]*^unlocked$/m);
  });

  test('unlock-stack: by force, with the reason on record', async () => {
    const hold = workflow().replace('wait: 600', 'kind: hold');
    await play(hold, push());
    const force = example(page('unlock-stack'), 'force: true');
    const text = withSteps(hold.slice(0, hold.indexOf('      - uses: acme/')), force);
    await play(text, push());
    expect((await scene.audited('lock.force_released')).at(-1)?.details['reason']).toMatch(/^run 123 hangs/);
  });

  test('docs/locks.md: Terraform waits for its own lock', async () => {
    // A part of a job that has its modules.
    const step = example('docs/locks.md', '-lock-timeout=60s')
      .replace('steps:\n', '')
      .replaceAll(/^ {2}/gm, '');
    await play(withSteps(example(page('setup-sts'), 'acme/policies\n'), step), push());
    expect(scene.calls('terraform').at(-1)).toMatch(/ apply -auto-approve -lock-timeout=60s$/);
  });
});

describe('upload-affected', () => {
  const workflow = () => example(page('upload-affected'), 'merge_group:');
  const setsOf = async (sha: string) => {
    let sets: readonly unknown[] = [];
    await scene.until(async () => {
      sets = ((await scene.read(`/affected-stacks/${sha}?repository=acme/infra`))['sets'] ??
        []) as readonly unknown[];
      return sets.length > 0;
    });
    return sets;
  };

  test.each(['opened', 'synchronize', 'reopened'])(
    'pull_request %s: the server has what is affected',
    async (action) => {
      const before = await countAudited('affected-stacks.upload');
      const outcomes = await play(workflow(), scene.occasions.pullRequest(action));
      expect(outcomes['affected']?.[0]?.conclusion).toBe('success');
      expect(await countAudited('affected-stacks.upload')).toBe(before + 1);
      expect(await setsOf(scene.head)).not.toEqual([]);
    },
  );

  test('pull_request closed: uploaded if it was merged, skipped if not', async () => {
    const [merged] = (await play(workflow(), scene.occasions.pullRequest('closed', true)))['affected'] ?? [];
    const [closed] = (await play(workflow(), scene.occasions.pullRequest('closed')))['affected'] ?? [];
    expect([merged?.conclusion, closed?.conclusion]).toEqual(['success', 'skipped']);
  });

  test('merge_group: uploaded for the commit of the queue', async () => {
    await play(workflow(), scene.occasions.mergeGroup);
    expect(await setsOf(scene.merge)).not.toEqual([]);
  });

  test('without a server: a job of the matrix plans each component', async () => {
    const before = await countAudited('session.exchange');
    const text = example(page('upload-affected'), 'fromJSON(needs.affected.outputs.matrix)');
    const outcomes = await play(text, scene.occasions.pullRequest('opened'));
    expect(outcomes['plan']?.map(({ conclusion }) => conclusion)).toEqual(['success']);
    expect(scene.calls('atmos').at(-1)).toMatch(/ terraform plan vpc --stack plat-ue2-prod$/);
    expect(await countAudited('session.exchange')).toBe(before);
  });

  test('groups: a reusable workflow gets the matrix of each group', async () => {
    const text = example(page('upload-affected'), 'plan-many.yml');
    const outcomes = await play(text, scene.occasions.pullRequest('opened'));
    // The page does not show plan-many.yml, so what it is called with is all that there is.
    expect(outcomes['plan']?.map(({ called }) => JSON.parse(String(called?.with['matrix'])))).toEqual([
      { include: [expect.objectContaining({ stack: 'plat-ue2-prod', component: 'vpc' })] },
    ]);
  });

  test('pass-environment: atmos gets what the workflow names, and nothing without', async () => {
    const more = example(page('upload-affected'), 'pass-environment').replace('        with:\n', '');
    const text = `${workflow().trimEnd()}\n${more}`;
    const occasion = scene.occasions.pullRequest('opened');
    for (const one of [workflow(), text]) await play(one, occasion);
    expect(scene.calls('atmos-variables').slice(-2)).toEqual(['', scene.datadogKey]);
  });
});

describe('upload-instances', () => {
  const workflow = () => example(page('upload-instances'), 'cron:');
  test.each(['push', 'schedule', 'workflow_dispatch'])('%s: the server has the inventory', async (event) => {
    const before = await countAudited('instances.upload');
    await play(workflow(), scene.occasions.onMain(event));
    expect(await countAudited('instances.upload')).toBe(before + 1);
    await scene.until(
      async () => ((await scene.read('/instances'))['instances'] as readonly unknown[]).length === 1,
    );
  });

  test('pass-environment: atmos gets what the workflow names, and nothing without', async () => {
    const more = example(page('upload-instances'), 'pass-environment').replace('        with:\n', '');
    const text = `${workflow().trimEnd()}\n${more}`;
    for (const one of [workflow(), text]) await play(one, push());
    expect(scene.calls('atmos-variables').slice(-2)).toEqual(['', scene.datadogKey]);
  });
});

describe('upload-status', () => {
  test('workflow_dispatch: a plan with changes is recorded as drift', async () => {
    const inputs = { component: 'vpc', stack: 'plat-ue2-prod' };
    await play(
      example(page('upload-status'), 'exit-code:'),
      scene.occasions.onMain('workflow_dispatch', {}, inputs),
    );
    expect((await scene.audited('instance.status')).at(-1)?.details).toMatchObject({
      component: 'vpc',
      status: 'drifted',
      exitCode: 2,
    });
  });

  test('workflow_dispatch: what the plan changes is sent with the status', async () => {
    const inputs = { component: 'vpc', stack: 'plat-ue2-prod' };
    const [before = '', after = ''] = example(page('upload-status'), 'exit-code:').split(
      /^ {6}- id: plan\n(?: {8,}.*\n)+/m,
    );
    const step = indent(example(page('upload-status'), 'show -json').trimEnd(), 6);
    const text = `${before}${step}\n${after.trimEnd()}\n          plan-json: \${{ runner.temp }}/plan.json\n`;
    const outcomes = await play(text, scene.occasions.onMain('workflow_dispatch', {}, inputs));
    expect(logOf(outcomes, 'plan')).not.toMatch(/::warning/);
    expect(scene.calls('terraform').at(-1)).toMatch(/ show -json .*\/plan\.tfplan$/);
    expect((await scene.audited('instance.status')).at(-1)?.details).toMatchObject({ exitCode: 2 });
  });
});

test('docs/uploads.md: curl shows what was uploaded', async () => {
  const [affected = '', instances = ''] = blockWith('docs/uploads.md', 'curl', 'console').split('\n');
  const answer = async (line: string) => JSON.parse(await scene.shell(line.replace('$ ', '')));
  expect(await answer(affected)).toMatchObject({ success: true, data: { stacks: [{ component: 'vpc' }] } });
  expect(await answer(instances)).toMatchObject({ success: true, data: { instances: [] } });
});

describe('validate-trust-policy', () => {
  test('pull_request: policies and their callers pass', async () => {
    const text = example(page('validate-trust-policy'), 'fail-on: warning');
    const outcomes = await play(text, scene.occasions.pullRequest('opened'));
    expect(logOf(outcomes, 'trust-policies')).not.toMatch(/^(?:error|warning)/m);
  });

  test('push: the SARIF file is sent to code scanning', async () => {
    await play(example(page('validate-trust-policy'), 'sarif-file:'), push());
    const sent = scene.calls('gh').at(-1) ?? '';
    expect(sent).toMatch(
      / api --method POST repos\/acme\/infra\/code-scanning\/sarifs --field commit_sha=[0-9a-f]{40} /,
    );
    expect(sent).toMatch(/ --field ref=refs\/heads\/main --field sarif=H4sI/);
  });
});

test('every workflow, and every part of one, runs above', () => {
  // The whole of this file has run by now.
  expect(examples.length).toBeGreaterThan(15);
  expect(unused()).toEqual([]);
});

test('every event that a workflow names is one that its tests run', () => {
  const ran = new Set(['push', 'pull_request', 'merge_group', 'schedule', 'workflow_dispatch']);
  const named = workflowExamples(/./).flatMap(({ text }) => {
    const value: unknown = parse(text);
    const on = hasKey(value, 'on') ? (value as { readonly on: unknown }).on : [];
    return typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on as object);
  });
  expect(named.filter((event) => !ran.has(String(event)))).toEqual([]);
});
