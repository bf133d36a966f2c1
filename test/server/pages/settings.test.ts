/** The page of the settings: the configuration in force without its secrets, people with their roles, and likely mistakes. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { WorkspaceConfig } from '../../../src/server/config/config.ts';
import { describeSettings } from '../../../src/server/pages/describe-settings.ts';
import { type PageBrowser, startPageScene } from '../../support/page-scene.ts';

const settings = '/w/ws_acme/settings';

async function readText(browser: PageBrowser): Promise<string> {
  const answer = await browser.get(settings);
  expect(answer.status).toBe(200);
  return (await answer.text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('owners see the settings, and members and admins do not', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  for (const login of ['mona', 'adam']) {
    const browser = await scene.signIn(login);
    expect((await browser.get(settings)).status).toBe(403);
    expect(await (await browser.get('/w/ws_acme')).text()).not.toContain(settings);
  }
  const page = await readText(await scene.signIn('olga'));
  expect(page).toContain(`SHA-256 of the file ${scene.server.config.fileDigest}`);
  expect(page).toContain('public_url https://atmos-pro.test');
  expect(page).toContain('Client secret set');
  expect(page).toContain('Private key set');
  expect(page).toContain('ws:locks:create (workflow *, branch *, environment *)');
  expect(page).not.toContain('ws_globex');
});

test('each entry says whom it means, and each person why', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  await scene.signIn('adam');
  const page = await readText(await scene.signIn('olga'));
  expect(page).toContain('owner login olga id 501, the first who signed in');
  expect(page).toContain('admin team acme/platform 1 members');
  expect(page).toContain('adam 502 admin team acme/platform, team acme/readers');
});

test('what is probably a mistake is named with its remedy', async () => {
  await using scene = await startPageScene({
    replicas: 1,
    config: {
      workspaces: [
        { id: 'ws_acme', people: [{ login: 'olga', role: 'owner' }], repositories: [{ name: 'acme/infra' }] },
      ],
    },
  });
  expect(await readText(await scene.signIn('olga'))).toContain('workspace-idle');
});

test('what a repository is configured to do is shown as it is in force', async () => {
  await using scene = await startPageScene({
    replicas: 1,
    config: {
      workspaces: [
        {
          id: 'ws_acme',
          people: [{ login: 'olga', role: 'owner' }],
          repositories: [
            {
              name: 'acme/infra',
              deployments: { auto_review: 'approve_empty', upload: { forks: 'failure' } },
              drift: {
                schedules: [{ name: 'nightly', cron: '0 3 * * *', remediate: 'auto', paused: true }],
                ignore: [{ type: 'aws_instance', until: '2027-01-31', reason: 'autoscaled' }],
                auto: [{ cause: 'a'.repeat(16), until: '2027-01-30', reason: 'tags' }],
                issues: 'cause',
                badges: true,
              },
            },
          ],
        },
      ],
    },
  });
  const page = await readText(await scene.signIn('olga'));
  for (const shown of [
    ...['auto_review: approve_empty', 'forks failure', 'nightly: 0 3 * * *', ', paused,', 'remediate auto'],
    ...['ignore: aws_instance in all stacks until 2027-01-31: autoscaled', 'until 2027-01-30'],
    ...['issues: cause, max_open_issues ', 'badges: true'],
  ])
    expect(page).toContain(shown);
});

test('no secret of the configuration is described', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const { config } = scene.server;
  const secrets = ['canary-pass', 'canary-path', 'canary-sign', 'canary-head', 'canary-hook', 'canary-trace'];
  const [workspace] = config.workspaces;
  const described = JSON.stringify(
    describeSettings(
      {
        ...config,
        database: { kind: 'postgres', url: 'postgres://server:canary-pass@db.example/atmos' },
        tracing: { url: 'https://traces.example/canary-trace', serviceName: 'x' },
        github: { ...config.github, webhookSecrets: ['canary-hook'] },
        adminTokens: [
          { name: 'ops', sha256: createHash('sha256').update('x').digest('hex'), workspaces: undefined },
        ],
        webhooks: [
          {
            ...{
              name: 'siem',
              url: 'https://siem.example/canary-path',
              format: 'cloudevents',
              secrets: ['canary-sign'],
            },
            ...{ headers: { authorization: 'canary-head' }, workspaces: undefined, events: undefined },
            allowPrivateNetwork: false,
          },
        ],
      },
      workspace as WorkspaceConfig,
    ),
  );
  for (const secret of secrets) expect(described).not.toContain(secret);
  expect(described).not.toContain(config.github.app?.privateKey.slice(0, 40) ?? '-----BEGIN');
  expect(described).not.toContain(config.dashboard?.clientSecret ?? 'none');
  expect(described).not.toMatch(/[0-9a-f]{64}/);
  for (const shown of ['db.example/atmos', 'siem.example', 'traces.example', 'ops'])
    expect(described).toContain(shown);
});
