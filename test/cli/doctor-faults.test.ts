/** Each fault of an installation that the doctor is there to find, produced for real. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../src/cli/doctor/check.ts';
import { doctorFindings } from '../../src/cli/doctor/findings.ts';
import { openDatabase, openStore } from '../../src/server/open-store.ts';
import { projectFiles, readProjectFile } from '../support/source-files.ts';
import {
  config,
  type DoctorScene,
  type DoctorWorld,
  databaseFile,
  makeDatabase,
  policyFile,
  soundFiles,
  startDoctorScene,
} from './doctor-scene.ts';
import { soundPolicy } from './run-cli.ts';

interface Fault extends DoctorWorld {
  readonly name: string;
  readonly spoil?: (scene: DoctorScene) => Promise<void> | void;
  readonly environment?: Readonly<Record<string, string>>;
  readonly expected: readonly [status: CheckResult['status'], check: string, message: RegExp][];
}

function workspace(scene: DoctorScene, change: object): void {
  const [first] = scene.document['workspaces'] as object[];
  scene.document['workspaces'] = [{ ...first, ...change }];
}

const app = (permissions: Record<string, 'read'>) => ({ apps: [{ slug: 'atmos-pro', permissions }] });

describe('finds', () => {
  test.each<Fault>([
    {
      name: 'a workspace in which nobody may do anything',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/infra', id: 1001 }] }),
      expected: [['warn', 'config', /Nobody may do anything in the workspace ws_acme/]],
    },
    {
      name: 'permission rows for a feature that is off',
      spoil: (scene) => workspace(scene, { features: {} }),
      expected: [['warn', 'config', /feature is off/]],
    },
    {
      name: 'sessions that would travel in the clear',
      spoil: (scene) => {
        scene.document['listen'] = { host: '0.0.0.0' };
      },
      expected: [['warn', 'config', /plain http/]],
    },
    {
      name: 'a database that is no database',
      spoil: (scene) => scene.cli.write('atmos-pro.db', 'no database at all, but a text of some length'),
      expected: [['fail', 'database', /does not answer/]],
    },
    {
      name: 'a database that is still to be migrated',
      spoil: (scene) => scene.cli.write('atmos-pro.db', ''),
      expected: [['warn', 'database', /lacks 0001-initial/]],
    },
    {
      name: 'a database of a newer version',
      spoil: async (scene) => {
        await makeDatabase(scene);
        const { db } = openDatabase({ kind: 'sqlite', path: databaseFile(scene) });
        const row = { name: '9999-future', timestamp: new Date().toISOString() };
        await db
          .insertInto('kysely_migration' as never)
          .values(row as never)
          .execute();
        await db.destroy();
      },
      expected: [['fail', 'database', /does not know: 9999-future/]],
    },
    {
      name: 'an audit log that can be rewritten',
      spoil: async (scene) => {
        await makeDatabase(scene);
        const { DatabaseSync } = await import('node:sqlite');
        const database = new DatabaseSync(databaseFile(scene));
        database.exec('drop trigger audit_entries_no_update; drop trigger audit_entries_no_delete');
        database.close();
      },
      expected: [['fail', 'database', /can be changed or deleted/]],
    },
    {
      name: 'no App',
      spoil: (scene) => {
        scene.document['github'] = { server_url: scene.simulator.urls.server };
      },
      expected: [['fail', 'app', /No GitHub App is configured/]],
    },
    {
      name: 'the key of another App',
      spoil: (scene) => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        scene.cli.write('app.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      },
      expected: [['fail', 'app', /does not accept the App's id and key/]],
    },
    {
      name: 'the id of no App',
      spoil: (scene) => config(scene, 'github', { app_id: 4_040_404 }),
      expected: [['fail', 'app', /^(?:GitHub does not accept|GitHub knows no App)/]],
    },
    {
      name: 'an App that lacks what it needs',
      world: app({ metadata: 'read' }),
      expected: [
        ['fail', 'app', /The App atmos-pro lacks the permission `contents: read`/],
        ['warn', 'app', /The App atmos-pro lacks the permission `actions: read`/],
        ['fail', 'installations', /The installation on acme lacks the permission `contents: read`/],
      ],
    },
    {
      name: 'an installation that has not accepted a new permission',
      world: {
        installations: [
          { app: 'atmos-pro', account: 'acme', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
      expected: [['warn', 'installations', /on acme lacks the permission `actions: read`/]],
    },
    {
      name: 'an App that may not do what the configuration lets jobs ask for',
      spoil: (scene) =>
        workspace(scene, {
          repositories: [
            { name: 'acme/infra', id: 1001, permissions: [{ permission: 'ws:commits:create' }] },
          ],
        }),
      expected: [
        ['fail', 'app', /lacks the permission `contents: write`/],
        ['fail', 'installations', /lacks the permission `pull_requests: write`/],
      ],
    },
    {
      name: 'an App that is installed nowhere',
      world: { installations: [] },
      expected: [['fail', 'installations', /installed nowhere/]],
    },
    {
      name: 'a suspended installation',
      world: { installations: [{ app: 'atmos-pro', account: 'acme', suspended: true }] },
      expected: [['fail', 'installations', /on acme is suspended/]],
    },
    {
      name: 'a repository that the installation leaves out',
      world: { installations: [{ app: 'atmos-pro', account: 'acme', repositories: ['acme/infra'] }] },
      expected: [['fail', 'repositories', /acme\/modules: the App sees no repository/]],
    },
    {
      name: 'an owner on which the App is not installed',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'globex/site' }] }),
      expected: [['fail', 'repositories', /globex\/site: the App is not installed on globex/]],
    },
    {
      name: 'a name that leads to another repository than the one that is pinned',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/modules', id: 9_999 }] }),
      expected: [
        ['fail', 'repositories', /acme\/modules is the repository 1002 now, and the configuration pins 9999/],
      ],
    },
    {
      name: 'a name that leads to another repository than the server resolved it to',
      spoil: async (scene) => {
        workspace(scene, { repositories: [{ name: 'acme/modules' }] });
        const store = await openStore({ kind: 'sqlite', path: databaseFile(scene) });
        const identity = {
          name: 'acme/modules',
          repositoryId: '9999',
          ownerId: '71',
          canonicalName: 'acme/modules',
        };
        await store.repositories.save('ws_acme', identity);
        await store.close();
      },
      expected: [['fail', 'repositories', /the server has resolved the name to 9999/]],
    },
    {
      name: 'a repository that nothing pins',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/modules' }] }),
      expected: [['warn', 'repositories', /which nothing pins yet/]],
    },
    {
      name: 'a policy with a mistake',
      files: { ...soundFiles, [policyFile]: soundPolicy('kind: TrustPolicy', 'kind: Trust') },
      expected: [['fail', 'repositories', /acme\/modules: \.atmos\/pro\/sts\/default\.yaml:\d+:\d+: /]],
    },
    {
      name: 'a policy that nobody owns',
      files: { [policyFile]: soundPolicy() },
      expected: [['warn', 'repositories', /no CODEOWNERS file/]],
    },
    {
      name: 'a policy that is a symbolic link',
      files: {
        ...soundFiles,
        'elsewhere.yaml': soundPolicy(),
        [policyFile]: { symlink: '../../../elsewhere.yaml' },
      },
      expected: [['fail', 'repositories', /cannot be read, it is a symlink/]],
    },
    {
      name: 'a destination of the audit in a network that was not allowed',
      spoil: (scene) => {
        scene.document['audit_webhooks'] = [{ name: 'siem', url: 'https://10.0.0.1/hidden-canary' }];
      },
      expected: [
        [
          'fail',
          'webhooks',
          /^The destination siem at https:\/\/10\.0\.0\.1 is not reached \(.*private network/,
        ],
      ],
    },
    {
      name: 'a server that is not reached',
      expected: [['warn', 'public-url', /cannot be reached from here/]],
    },
  ])('$name', async ({ spoil, expected, environment, ...world }) => {
    await using scene = await startDoctorScene(world);
    await spoil?.(scene);
    const results = await scene.examine(environment);
    for (const [status, check, message] of expected) {
      const found = expect.objectContaining({ check, status, message: expect.stringMatching(message) });
      expect(results).toContainEqual(found);
    }
    // Whatever is wrong, there is something to do about it.
    for (const { status, advice, finding } of results) {
      expect(advice === undefined).toBe(status === 'ok');
      expect(finding === undefined).toBe(status === 'ok');
    }
  });
});

test.each(Object.keys(doctorFindings))('the finding %s of the registry is one that a check makes', (name) => {
  const checks = projectFiles().filter((file) => /^src\/cli\/doctor\/(?:checks\/|examine)/.test(file));
  expect(checks.map(readProjectFile).join('\n')).toContain(`'${name}'`);
});

test('an account whose repositories are only read needs nothing of what jobs of others may do', async () => {
  await using scene = await startDoctorScene({
    world: {
      accounts: [{ login: 'acme', id: 71 }, { login: 'labs' }],
      repositories: [
        { name: 'acme/infra', id: 1001, files: { 'main.tf': '' } },
        { name: 'labs/modules', id: 1003, files: soundFiles },
      ],
      apps: [
        { slug: 'atmos-pro', permissions: { contents: 'write', pull_requests: 'write', actions: 'read' } },
      ],
      installations: [
        { app: 'atmos-pro', account: 'acme' },
        { app: 'atmos-pro', account: 'labs', permissions: { contents: 'read', metadata: 'read' } },
      ],
    },
  });
  const permissions = [{ permission: 'ws:commits:create' }, { permission: 'ws:locks:create' }];
  workspace(scene, {
    repositories: [
      { name: 'acme/infra', id: 1001, permissions },
      { name: 'labs/modules', id: 1003 },
    ],
  });
  const results = await scene.examine();
  expect(results.filter(({ check, status }) => check === 'installations' && status !== 'ok')).toEqual([]);
});
