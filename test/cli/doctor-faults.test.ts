/** Each fault of an installation that the doctor is there to find, produced for real. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../src/cli/doctor/check.ts';
import { type DoctorFinding, doctorFindings } from '../../src/cli/doctor/findings.ts';
import { openDatabase } from '../../src/server/database/open.ts';
import { projectFiles, readProjectFile } from '../support/source-files.ts';
import { openStore } from '../support/store.ts';
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

interface Expected {
  readonly status: CheckResult['status'];
  readonly finding: DoctorFinding;
  /** Values that the message must have. */
  readonly names?: readonly string[];
}

interface Fault extends DoctorWorld {
  readonly name: string;
  readonly spoil?: (scene: DoctorScene) => Promise<void> | void;
  readonly environment?: Readonly<Record<string, string>>;
  readonly expected: readonly Expected[];
}

function workspace(scene: DoctorScene, change: object): void {
  const [first] = scene.document['workspaces'] as object[];
  scene.document['workspaces'] = [{ ...first, ...change }];
}

const app = (permissions: Record<string, 'read'>) => ({ apps: [{ slug: 'atmos-pro', permissions }] });

describe('finds', () => {
  test.each<Fault>([
    {
      name: 'a workspace in which no job may do anything',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/infra', id: 1001 }] }),
      expected: [{ status: 'warn', finding: 'workspace-idle', names: ['ws_acme'] }],
    },
    {
      name: 'a permission row whose pattern reads as a glob',
      spoil: (scene) =>
        workspace(scene, {
          repositories: [
            {
              ...{ name: 'acme/infra', id: 1001 },
              permissions: [
                { permission: 'ws:sts:create' },
                { permission: 'ws:sts:create', branch: 'feature/*' },
              ],
            },
          ],
        }),
      expected: [
        { status: 'warn', finding: 'permission-row-glob', names: ['ws_acme', 'row 2', 'feature/.*'] },
      ],
    },
    {
      name: 'permission rows for a feature that is off',
      spoil: (scene) => workspace(scene, { features: {} }),
      expected: [{ status: 'warn', finding: 'sts-off', names: ['ws_acme', 'features.sts'] }],
    },
    {
      name: 'sessions that would travel in the clear',
      spoil: (scene) => {
        scene.document['listen'] = { host: '0.0.0.0' };
      },
      expected: [{ status: 'warn', finding: 'public-url-plain', names: ['public_url'] }],
    },
    {
      name: 'a file that is not a database',
      spoil: (scene) => scene.cli.write('atmos-pro.db', 'no database at all, but a text of some length'),
      expected: [{ status: 'fail', finding: 'database-down' }],
    },
    {
      name: 'a database that is still to be migrated',
      spoil: (scene) => scene.cli.write('atmos-pro.db', ''),
      expected: [{ status: 'warn', finding: 'database-pending', names: ['0001-initial'] }],
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
      expected: [{ status: 'fail', finding: 'database-newer', names: ['9999-future'] }],
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
      expected: [{ status: 'fail', finding: 'audit-unprotected' }],
    },
    {
      name: 'no App',
      spoil: (scene) => {
        scene.document['github'] = { server_url: scene.simulator.urls.server };
      },
      expected: [{ status: 'fail', finding: 'app-missing' }],
    },
    {
      name: 'the key of another App',
      spoil: (scene) => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        scene.cli.write('app.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      },
      expected: [{ status: 'fail', finding: 'app-key-refused' }],
    },
    {
      name: 'the id of no App',
      spoil: (scene) => config(scene, 'github', { app_id: 4_040_404 }),
      expected: [{ status: 'fail', finding: 'app-not-found' }],
    },
    {
      name: 'an App that lacks what it needs',
      world: app({ metadata: 'read' }),
      expected: [
        { status: 'fail', finding: 'app-permission', names: ['atmos-pro', 'contents: read'] },
        { status: 'warn', finding: 'app-permission', names: ['atmos-pro', 'actions: read'] },
        { status: 'fail', finding: 'installation-permission', names: ['acme', 'contents: read'] },
      ],
    },
    {
      name: 'an installation that has not accepted a new permission',
      world: {
        installations: [
          { app: 'atmos-pro', account: 'acme', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
      expected: [{ status: 'warn', finding: 'installation-permission', names: ['acme', 'actions: read'] }],
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
        { status: 'fail', finding: 'app-permission', names: ['contents: write'] },
        { status: 'fail', finding: 'installation-permission', names: ['pull_requests: write'] },
      ],
    },
    {
      name: 'an App that is installed nowhere',
      world: { installations: [] },
      expected: [{ status: 'fail', finding: 'installation-none' }],
    },
    {
      name: 'a private App with repositories of another account',
      world: {
        apps: [
          {
            ...{ slug: 'atmos-pro', owner: 'acme', public: false },
            permissions: { contents: 'read', metadata: 'read', actions: 'read' },
          },
        ],
      },
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'Acme/infra' }, { name: 'Globex/site' }] }),
      expected: [{ status: 'warn', finding: 'app-private', names: ['atmos-pro of acme', 'on Globex.'] }],
    },
    {
      name: 'a suspended installation',
      world: { installations: [{ app: 'atmos-pro', account: 'acme', suspended: true }] },
      expected: [{ status: 'fail', finding: 'installation-suspended', names: ['acme'] }],
    },
    {
      name: 'a repository that the installation leaves out',
      world: { installations: [{ app: 'atmos-pro', account: 'acme', repositories: ['acme/infra'] }] },
      expected: [{ status: 'fail', finding: 'repository-not-found', names: ['acme/modules'] }],
    },
    {
      name: 'an owner on which the App is not installed',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'globex/site' }] }),
      expected: [{ status: 'fail', finding: 'repository-not-installed', names: ['globex/site'] }],
    },
    {
      name: 'a name that leads to another repository than the one that is pinned',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/modules', id: 9_999 }] }),
      expected: [
        {
          status: 'fail',
          finding: 'repository-other-id',
          names: ['acme/modules: expected repository id 9999 (`id` in the configuration), got 1002'],
        },
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
      expected: [
        {
          status: 'fail',
          finding: 'repository-other-id',
          names: ['expected repository id 9999 (the id that the server resolved before), got 1002'],
        },
      ],
    },
    {
      name: 'a repository that nothing pins',
      spoil: (scene) => workspace(scene, { repositories: [{ name: 'acme/modules' }] }),
      expected: [{ status: 'warn', finding: 'repository-unpinned', names: ['acme/modules', '1002'] }],
    },
    {
      name: 'a policy with a mistake',
      files: { ...soundFiles, [policyFile]: soundPolicy('kind: TrustPolicy', 'kind: Trust') },
      expected: [
        {
          status: 'fail',
          finding: 'policy-finding',
          names: ['acme/modules: .atmos/pro/sts/default.yaml:3:7: '],
        },
      ],
    },
    {
      name: 'a policy without owners',
      files: { [policyFile]: soundPolicy() },
      expected: [{ status: 'warn', finding: 'policy-unprotected', names: ['acme/modules'] }],
    },
    {
      name: 'a policy that is a symbolic link',
      files: {
        ...soundFiles,
        'elsewhere.yaml': soundPolicy(),
        [policyFile]: { symlink: '../../../elsewhere.yaml' },
      },
      expected: [{ status: 'fail', finding: 'policy-unusable', names: ['symlink'] }],
    },
    {
      name: 'a destination of the audit in a network that was not allowed',
      spoil: (scene) => {
        scene.document['audit_webhooks'] = [{ name: 'siem', url: 'https://10.0.0.1/hidden-canary' }];
      },
      expected: [
        {
          status: 'fail',
          finding: 'webhook-unreachable',
          names: ['siem at https://10.0.0.1 ', 'private network'],
        },
      ],
    },
    {
      name: 'a server that is not reached',
      expected: [{ status: 'warn', finding: 'public-url-unreachable' }],
    },
  ])('$name', async ({ spoil, expected, environment, ...world }) => {
    await using scene = await startDoctorScene(world);
    await spoil?.(scene);
    const results = await scene.examine(environment);
    for (const { status, finding, names = [] } of expected) {
      const found = results.filter((result) => result.status === status && result.finding === finding);
      expect({ finding, messages: found.map(({ message }) => message) }).toEqual({
        finding,
        messages: expect.arrayContaining([expect.any(String)]),
      });
      const named = found.filter(({ message }) => names.every((name) => message.includes(name)));
      expect({ names, found, named: named.length > 0 }).toEqual({ names, found, named: true });
    }
    // Every fault has a remedy.
    for (const { status, advice, finding } of results) {
      expect(advice === undefined).toBe(status === 'ok');
      expect(finding === undefined).toBe(status === 'ok');
    }
  });
});

test.each(Object.keys(doctorFindings))('the finding %s of the registry is one that a check makes', (name) => {
  const checks = projectFiles().filter((file) =>
    /^src\/(?:cli\/doctor\/(?:checks\/|examine)|server\/config\/likely-mistakes)/.test(file),
  );
  // A key of a table of findings makes none.
  expect(checks.map(readProjectFile).join('\n')).toMatch(new RegExp(`'${name}'(?!:)`));
});

test('a public App, and a private one whose repositories are all its owner’s, have no finding about it', async () => {
  const found = async (isPublic: boolean, other: string) => {
    const permissions = { contents: 'read', metadata: 'read' } as const;
    await using scene = await startDoctorScene({
      world: { apps: [{ slug: 'atmos-pro', owner: 'acme', public: isPublic, permissions }] },
    });
    workspace(scene, { repositories: [{ name: 'acme/infra' }, { name: other }] });
    return (await scene.examine()).some(({ finding }) => finding === 'app-private');
  };
  expect(await found(true, 'globex/site')).toBe(false);
  expect(await found(false, 'ACME/modules')).toBe(false);
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
