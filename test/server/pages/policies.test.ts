/** The pages of trust policies: who can get tokens, what jobs can read, and what a certain job would get. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RulesetSeed, WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { type PageBrowser, type PageScene, pageSeed, startPageScene } from '../../support/page-scene.ts';

let scene: PageScene;
let member: PageBrowser;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
  member = await scene.signIn('mona');
});
afterAll(async () => scene[Symbol.asyncDispose]());

const access = '/w/ws_acme/access';
const release = { repository: 'acme/release', environment: 'production', ref: 'refs/heads/main' };

/** The world with an App that may write, and with rulesets. */
function seedWith(rulesets: readonly RulesetSeed[]): WorldSeed {
  const { apps = [], repositories = [] } = pageSeed;
  return {
    ...pageSeed,
    apps: apps.map((app) => ({ ...app, permissions: { ...app.permissions, contents: 'write' } })),
    repositories: repositories.map((one) => ({ ...one, rulesets })),
  };
}

/** Text of a page without its markup. */
async function readPage(path: string, browser = member): Promise<string> {
  const answer = await browser.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return (await answer.text())
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');
}

function attempt(claims: Readonly<Record<string, string>>): string {
  return `${access}/1002/try?${new URLSearchParams(claims)}`;
}

describe('who can get tokens', () => {
  test('the list has the policy of each repository, and the one that is asked for', async () => {
    const list = await readPage(access);
    expect(list).toMatch(/acme\/modules valid 2 rules/);
    expect(list).toMatch(/acme\/infra no policy/);
    expect(await readPage(`${access}?policy=broken`)).toMatch(/acme\/modules invalid/);
    expect((await member.get(`${access}?policy=../x`)).status).toBe(400);
  });

  test('a source has its rules in words, what is wrong with them, and that nothing protects them', async () => {
    const source = await readPage(`${access}/1002`);
    expect(source).toContain('jobs of acme/infra, on branch main');
    expect(source).toContain('jobs of acme/release, in environment production');
    expect(source).toContain('read metadata; write contents');
    expect(source).toContain('.atmos/pro/sts/broken.yaml');
    expect(source).toContain('unprotected');
  });

  test('a directory that a ruleset restricts is marked protected', async () => {
    const rules = ['file_path_restriction'] as const;
    const ruleset = { name: 'policies', rules, restricted_file_paths: ['.atmos/pro/sts/**/*'] };
    await using other = await startPageScene({ replicas: 1, seed: seedWith([ruleset]) });
    const admin = await other.signIn('adam');
    expect(await readPage(`${access}/1002`, admin)).toContain('protected A ruleset');
    expect(await readPage(attempt(release), admin)).toContain('granted read metadata; write contents');
  });

  test('what jobs of a repository can read has the rules that may allow one of them', async () => {
    const sources = await readPage(`${access}/1001/sources`);
    expect(sources).toContain('jobs of acme/infra, on branch main');
    expect(sources).not.toContain('acme/release');
    expect(await readPage(`${access}/1002/sources`)).toContain('No rule of these repositories');
  });

  test('a repository of another workspace is not found', async () => {
    expect((await member.get(`${access}/2001`)).status).toBe(404);
    expect((await member.get(`${access}/2001/try`)).status).toBe(404);
    expect((await member.get('/w/ws_globex/access')).status).toBe(403);
  });
});

describe('a job that is tried', () => {
  const main = { repository: 'acme/infra', ref: 'refs/heads/main' };

  test('is granted what its rule says, by the decision of a real job', async () => {
    const page = await readPage(attempt(main));
    expect(page).toContain('granted read contents, metadata');
    expect(page).toContain('Rule 1 (line 7) allows jobs of acme/infra, on branch main.');
  });

  test('is refused with the code and the reason', async () => {
    const page = await readPage(attempt({ ...main, ref: 'refs/heads/feature' }));
    expect(page).toContain('refused trust_policy_denied');
    expect(page).toContain('no: ref "refs/heads/feature" does not match "refs/heads/main"');
    expect(await readPage(attempt({ ...main, policy: 'other' }))).toContain('refused no_trust_policy');
    expect(await readPage(attempt({ ...main, policy: 'broken' }))).toContain('refused trust_policy_invalid');
  });

  test('is refused what would let it change the policy', async () => {
    await using other = await startPageScene({ replicas: 1, seed: seedWith([]) });
    const admin = await other.signIn('adam');
    expect(await readPage(attempt(release), admin)).toContain('could change the policy itself');
  });

  test('is told what refuses it before the policy: an unknown repository, and a missing permission', async () => {
    expect(await readPage(attempt({ ...main, repository: 'evil/infra' }))).toContain('UnknownCaller');
    expect(await readPage(attempt({ ...main, repository: 'acme/modules' }))).toContain('PermissionMissing');
    expect(await readPage(attempt(main))).not.toContain('The server refuses');
  });

  test('with a short ref is asked for the full one, and none is decided without claims', async () => {
    expect(await readPage(attempt({ ...main, ref: 'main' }))).toContain('Use refs/heads/main for a branch');
    expect(await readPage(attempt({ repository: 'acme/infra' }))).not.toContain('Decision');
  });

  test('has claims that are text in the page', async () => {
    const answer = await member.get(attempt({ ...main, environment: '<img src=x onerror=alert(1)>' }));
    expect(await answer.text()).not.toContain('<img');
  });
});

describe('a policy that is drafted', () => {
  const draft = (values: Readonly<Record<string, string>>) =>
    `${access}/1002/draft?${new URLSearchParams(values)}`;
  const values = { policy: 'ci', repository: 'acme/infra', branch: 'main', permission: 'issues=write' };

  test('is the file, its rule in words, and a link to propose it with the rights of the person', async () => {
    const admin = await scene.signIn('adam');
    const page = await readPage(draft(values), admin);
    expect(page).toContain(
      'Allows jobs of acme/infra, on branch main to read contents, metadata; write issues',
    );
    expect(page).toContain('atmos-pro policy init --name ci --repository acme/infra --branch main');
    const markup = await (await admin.get(draft(values))).text();
    const link = /href="([^"]*\/acme\/modules\/new\/main\?[^"]*)"/
      .exec(markup)?.[1]
      ?.replaceAll('&amp;', '&');
    const query = new URL(link ?? '').searchParams;
    expect(query.get('filename')).toBe('.atmos/pro/sts/ci.yaml');
    expect(query.get('value')).toContain('repository: "acme/infra"');
    expect(await (await admin.get(draft({ ...values, policy: 'default' }))).text()).toContain(
      '/acme/modules/edit/main/',
    );
  });

  test('that would allow no job, or every repository, is not', async () => {
    const admin = await scene.signIn('adam');
    expect(await readPage(draft({ ...values, repository: 'acme/*' }), admin)).toContain('Invalid repository');
    expect(await readPage(draft({ ...values, permission: 'isues=write' }), admin)).toContain('Did you mean');
    expect(await readPage(draft({ ...values, branch: '"\n- evil' }), admin)).toContain('Invalid branch');
  });

  test('is for admins', async () => {
    expect((await member.get(draft(values))).status).toBe(403);
    expect(await readPage(`${access}/1002`)).not.toContain('Draft a policy');
  });
});

describe('what pages spend of GitHub’s rate limits', () => {
  const asked = ({ simulator }: PageScene) =>
    simulator.journal.entries().filter(({ route }) => !route.startsWith('oidc/')).length;

  test('a source is read once a minute, however many people open its pages', async () => {
    const clock = createJumpingClock();
    await using other = await startPageScene({ replicas: 1, clock });
    const browser = await other.signIn('mona');
    const open = async () => {
      for (const path of ['', '/1002', '/1001/sources', '/1002/try?ref=refs/heads/main'])
        expect((await browser.get(`${access}${path}`)).status).toBe(200);
    };
    await open();
    const first = asked(other);
    for (let round = 0; round < 5; round += 1) await open();
    expect(asked(other)).toBe(first);
    clock.jump(60_000);
    await open();
    expect(asked(other)).toBeGreaterThan(first);
  });

  test('the run of a holder is asked about once a minute, however often the page of its lock is opened', async () => {
    const clock = createJumpingClock();
    await using other = await startPageScene({ replicas: 1, clock });
    await other.takeLocks(['prod/vpc']);
    const admin = await other.signIn('adam');
    for (let turn = 0; turn < 5; turn += 1) {
      for (const place of ['locks', 'free'])
        expect((await admin.get(`/w/ws_acme/${place}/1001/prod/vpc`)).status).toBe(200);
      clock.jump(11_000);
    }
    const runs = other.simulator.journal.entries().filter(({ path }) => path.includes('/actions/runs/'));
    expect(runs).toHaveLength(1);
  });

  test('half of what GitHub allows an installation is left to jobs', async () => {
    await using other = await startPageScene({ replicas: 1 });
    const browser = await other.signIn('mona');
    const [installation] = other.simulator.world.installations.keys();
    other.simulator.world.rateLimits.byInstallation.set(installation ?? 0, { core: 5_000, graphql: 4 });
    expect(await readPage(access, browser)).toContain('2 rules');
    await readPage(`${access}?policy=broken`, browser);
    expect(await readPage(`${access}?policy=third`, browser)).toContain('is left to jobs until');
  });

  test('while GitHub fails, the pages say so', async () => {
    await using other = await startPageScene({ replicas: 1 });
    const browser = await other.signIn('olga');
    await readPage(access, browser);
    other.simulator.faults.add({ route: 'graphql', fault: { kind: 'status', status: 500 } });
    expect(await readPage(`${access}?policy=other`, browser)).toContain('not read');
    expect(await readPage(`${access}/1002`, browser)).toContain('GitHub');
    expect(await readPage(attempt(release), browser)).toContain('not decided');
  });
});
