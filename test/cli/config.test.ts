/** `atmos-pro config`: init, validate and pin, as a new user runs them. */
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pinIds } from '../../src/cli/config/pin-ids.ts';
import { findConfigProblems } from '../../src/server/config/read-config.ts';
import { startDoctorScene } from './doctor-scene.ts';
import { makeCliScene } from './run-cli.ts';

const init = [
  ...['config', 'init', '--public-url', 'https://atmos.example.com', '--workspace', 'ws_acme'],
  ...['--repository', 'acme/infra', '--repository', 'acme/apps', '--source', 'acme/modules'],
];

describe('init', () => {
  test('writes a valid file with the App that github-app create left beside it', async () => {
    using scene = makeCliScene({
      'github-app.yaml':
        'github:\n  server_url: https://ghe.example\n  app_id: 7\n  private_key_file: app.pem\n  webhook_secret_files:\n    - webhook-secret\n',
    });
    const { code, stdout } = await scene.run(init);
    expect([code, stdout]).toEqual([0, expect.stringContaining('atmos-pro doctor')]);
    const text = readFileSync(join(scene.directory, 'atmos-pro.yaml'), 'utf8');
    const { problems, workspaces } = findConfigProblems(text);
    expect(problems).toEqual([]);
    const row = { permission: 'ws:sts:create', workflow: '*', branch: 'main', environment: '*' };
    expect(workspaces).toMatchObject([
      {
        id: 'ws_acme',
        features: { sts: true },
        repositories: [
          { name: 'acme/infra', permissions: [row] },
          { name: 'acme/apps', permissions: [row] },
          { name: 'acme/modules', permissions: [] },
        ],
      },
    ]);
    for (const part of ['app_id: 7', 'server_url: https://ghe.example', '- webhook-secret'])
      expect(text).toContain(part);
  });

  test('enables deployments, and lets the workflow upload that finds affected stacks', async () => {
    using scene = makeCliScene();
    const { code, stdout } = await scene.run([...init, '--deployments']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/github-app create --for deployments.*webhook_secret_files/),
    ]);
    const text = readFileSync(join(scene.directory, 'atmos-pro.yaml'), 'utf8');
    const { problems, workspaces } = findConfigProblems(text);
    expect(problems).toEqual([]);
    const [infra, , modules] = workspaces?.[0]?.repositories ?? [];
    expect(infra?.deployments).toBeDefined();
    expect(infra?.permissions).toContainEqual(
      expect.objectContaining({
        permission: 'ws:affected-stacks:create',
        workflow: 'affected.yaml',
        branch: '*',
      }),
    );
    expect(modules?.deployments).toBeUndefined();
    const refused = await scene.run([...init, '--config', 'other.yaml', '--deployments', 'a/b.yaml']);
    expect(refused.code).toBe(2);
  });

  test('as JSON names the file and what comes next', async () => {
    using scene = makeCliScene();
    const { code, stdout } = await scene.run([...init, '--format', 'json']);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        file: 'atmos-pro.yaml',
        hasApp: false,
        next: expect.arrayContaining([expect.stringContaining('doctor')]),
      },
    ]);
  });

  test('finds the files of the App from another folder', async () => {
    using scene = makeCliScene({
      'app/github-app.yaml': 'github: { app_id: 7, private_key_file: app.pem }\n',
    });
    expect((await scene.run([...init, '--app', 'app/github-app.yaml'])).code).toBe(0);
    expect(readFileSync(join(scene.directory, 'atmos-pro.yaml'), 'utf8')).toContain('app/app.pem');
  });

  test.each([
    ['without a terminal, a value that is missing', init.slice(0, 4), 'Missing --workspace.'],
    ['an address with a path', [...init, '--public-url', 'https://a.example/x'], 'Invalid --public-url'],
    ['a repository without owner', [...init, '--repository', 'infra'], 'Invalid --repository'],
    ['a repository twice', [...init, '--repository', 'Acme/Infra'], 'is a duplicate'],
    ['an App file that is none', [...init, '--app', 'other.yaml'], 'has no github.app_id'],
  ])('refuses %s', async (_name, args, words) => {
    using scene = makeCliScene({ 'other.yaml': 'a: 1\n' });
    const { code, stderr } = await scene.run(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(() => statSync(join(scene.directory, 'atmos-pro.yaml'))).toThrow('ENOENT');
  });

  test('changes no file that exists', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': 'mine\n' });
    const { code, stderr } = await scene.run(init);
    expect([code, stderr]).toEqual([2, expect.stringContaining('already exists')]);
    expect(readFileSync(join(scene.directory, 'atmos-pro.yaml'), 'utf8')).toBe('mine\n');
  });
});

describe('validate', () => {
  const sound =
    'public_url: https://a.example\ngithub: { app_id: 1, private_key_file: app.pem }\nworkspaces:\n  - id: ws_a\n    repositories: []\n';

  test('prints place, fault and fix, for people and for programs', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': `${sound}databse: {}\n` });
    const people = await scene.run(['config', 'validate']);
    expect(people.code).toBe(2);
    expect(people.stdout).toContain(
      'atmos-pro.yaml:6:1: error: unknown key "databse". Did you mean "database"?\n1 error\n',
    );
    const { code, stdout } = await scene.run(['config', 'validate', '--format', 'json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ line: 6, column: 1 }] });
  });

  test('reads the files that the configuration names, unless told not to', async () => {
    using scene = makeCliScene({ 'atmos-pro.yaml': sound });
    const all = await scene.run(['config', 'validate']);
    expect([all.code, all.stdout]).toEqual([2, expect.stringContaining('app.pem')]);
    const fileOnly = await scene.run(['config', 'validate', '--file-only']);
    expect([fileOnly.code, fileOnly.stdout]).toEqual([0, 'atmos-pro.yaml is valid.\n']);
  });

  test('warns about a row that matches no branch as meant', async () => {
    const row =
      '      - name: acme/infra\n        permissions: [{ permission: ws:sts:create, branch: feature/* }]\n';
    using scene = makeCliScene({ 'atmos-pro.yaml': sound.replace(' []', `\n${row.trimEnd()}`) });
    const { code, stdout } = await scene.run(['config', 'validate', '--file-only']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('feature/.*')]);
  });
});

describe('pin', () => {
  const head = 'public_url: http://127.0.0.1:9 # stays\n';
  const tail = (server: string, id: number | undefined) =>
    `github: { server_url: "${server}", app_id: ${id}, private_key_file: app.pem }\n`;

  test('writes the ids that GitHub has, and keeps comments, order and mode', async () => {
    await using scene = await startDoctorScene();
    const { simulator, cli } = scene;
    const [app] = simulator.world.apps.values();
    const workspaces = (...ids: readonly string[]) => `workspaces:
  # Ours.
  - id: ws_acme
    repositories:
      - permissions: [{ permission: ws:sts:create }]
        name: acme/infra   # calls${ids[0] ?? ''}
      - { name: "ACME/modules"${ids[1] ?? ''} } # read
`;
    const text = head + workspaces() + tail(simulator.urls.server, app?.id);
    cli.write('real.yaml', text);
    const file = join(cli.directory, 'real.yaml');
    chmodSync(file, 0o640);
    const dry = await cli.run(['config', 'pin', '--config', 'real.yaml', '--dry-run']);
    expect([dry.code, readFileSync(file, 'utf8')]).toEqual([0, text]);
    const { code, stdout } = await cli.run(['config', 'pin', '--config', 'real.yaml']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 pinned, 0 already pinned, 0 failed')]);
    expect(readFileSync(file, 'utf8')).toBe(
      head + workspaces('\n        id: 1001', ', id: 1002') + tail(simulator.urls.server, app?.id),
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const again = await cli.run(['config', 'pin', '--config', 'real.yaml']);
    expect([again.code, again.stdout]).toEqual([0, '0 pinned, 2 already pinned, 0 failed\n']);
    // No token of the command outlives it.
    expect([...simulator.world.tokens.values()].filter(({ revoked }) => !revoked)).toEqual([]);
  });

  test('changes no id that differs, and says which repository it cannot see', async () => {
    await using scene = await startDoctorScene();
    const { simulator, cli } = scene;
    const [app] = simulator.world.apps.values();
    const list = '      - { name: acme/infra, id: 7 }\n      - { name: globex/site }\n';
    const text = `${head}workspaces:\n  - id: ws_acme\n    repositories:\n${list}${tail(simulator.urls.server, app?.id)}`;
    cli.write('atmos-pro.yaml', text);
    const { code, stdout } = await cli.run(['config', 'pin']);
    expect(code).toBe(1);
    expect(stdout).toContain('acme/infra: expected repository id 7, got 1001.');
    expect(stdout).toContain('globex/site: not found.');
    expect(readFileSync(join(cli.directory, 'atmos-pro.yaml'), 'utf8')).toBe(text);
  });

  test.each([
    [
      'Windows line ends',
      'workspaces:\r\n- id: a\r\n  repositories:\r\n  - name: b/c\r\n',
      '  - name: b/c\r\n    id: 5\r\n',
    ],
    ['no last line end', 'workspaces:\n- id: a\n  repositories:\n  - name: b/c', '  - name: b/c\n    id: 5'],
  ])('keeps %s', (_name, text, end) => {
    expect(pinIds(text, [{ workspace: 0, repository: 0, id: '5' }])).toBe(
      text.slice(0, text.indexOf('  - name')) + end,
    );
  });

  test('edits no repository that an alias shares', () => {
    const text = 'workspaces:\n- id: a\n  repositories: [&x { name: b/c }]\n- id: d\n  repositories: [*x]\n';
    expect(() => pinIds(text, [{ workspace: 1, repository: 0, id: '5' }])).toThrow('cannot be edited safely');
    // The alias would get the id too.
    expect(() => pinIds(text, [{ workspace: 0, repository: 0, id: '5' }])).toThrow('cannot be edited safely');
  });
});
