/** `POST /sts` over HTTP against the simulated GitHub: who gets a token for what, and what everybody else is told. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StsData } from '../../src/api/routes/sts.ts';
import { openKeyRing } from '../../src/server/sessions/key-ring.ts';
import { createSessions } from '../../src/server/sessions/sessions.ts';
import type { StoredAuditEntry } from '../../src/server/store/store.ts';
import { mintEvent } from '../../src/server/sts/mint-audit.ts';
import { systemClock, systemRandom } from '../../src/server/system-ports.ts';
import { dataOf, policy, policyFile, type StsScene, source, startStsScene } from './sts-scene.ts';

const readOnly = { contents: 'read', metadata: 'read' };

describe('POST /sts: grants', () => {
  test('one token per owner and permission set, the largest of an owner first, as GitHub spells it', async () => {
    await using scene = await startStsScene({
      repositories: [
        source('platform/a', policy('{repository: acme/infra}', '{issues: write}')),
        source('platform/b'),
        source('platform/c'),
        source('Modules/Network'),
        source('acme/shared'),
      ],
      world: { installations: [{ app: 'atmos-pro', account: 'Modules' }] },
    });
    const { tokens, excluded } = await scene.mint();
    expect(excluded).toEqual([
      expect.objectContaining({ repo: 'platform/consumer', reason: 'no_trust_policy' }),
    ]);
    const host = new URL(scene.simulator.urls.server).host;
    expect(tokens.map(({ token, expiresAt, ...rest }) => rest)).toEqual([
      { host, owner: 'acme', repositories: ['acme/shared'], permissions: readOnly },
      { host, owner: 'Modules', repositories: ['Modules/Network'], permissions: readOnly },
      { host, owner: 'platform', repositories: ['platform/b', 'platform/c'], permissions: readOnly },
      {
        host,
        owner: 'platform',
        repositories: ['platform/a'],
        permissions: { ...readOnly, issues: 'write' },
      },
    ]);
    for (const { token, expiresAt, repositories, permissions } of tokens) {
      expect(expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const held = scene.simulator.world.tokens.get(token);
      const { world } = scene.simulator;
      const names = held?.repositoryIds?.map((id) => world.repositories.get(id)?.name);
      expect(names).toEqual(repositories.map((name) => name.slice(name.indexOf('/') + 1)));
      expect(held?.permissions).toEqual(permissions);
    }
  });

  test('sources narrow; another case and duplicates fold; each is answered as the caller spelt it', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/a'), source('platform/b'), { name: 'platform/c' }],
    });
    const { tokens, excluded } = await scene.mint({
      sources: ['PLATFORM/A', 'platform/a', 'Platform/C', 'platform/c'],
    });
    expect(tokens.map(({ owner, repositories }) => [owner, repositories])).toEqual([
      ['platform', ['platform/a']],
    ]);
    expect(excluded).toEqual([{ repo: 'Platform/C', reason: 'no_trust_policy' }]);
  });

  test('the caller’s own repository is a source only when it is named', async () => {
    const own = source('acme/self');
    await using scene = await startStsScene({
      repositories: [own],
      world: {
        runs: [{ repository: 'acme/self', jobs: [{ name: 'self', permissions: { 'id-token': 'write' } }] }],
      },
      imported: ['acme/self'],
    });
    expect(await scene.mint({}, 'self')).toEqual({ tokens: [], excluded: [] });
    expect((await scene.mint({ sources: ['acme/self'] }, 'self')).tokens).toHaveLength(1);
  });

  test('a grant is capped at what the installation holds', async () => {
    await using scene = await startStsScene({
      repositories: [
        source('small/a', policy('{repository: acme/infra}', '{contents: write, issues: write}')),
      ],
      world: {
        installations: [
          { app: 'atmos-pro', account: 'small', permissions: { contents: 'read', metadata: 'read' } },
        ],
      },
    });
    expect((await scene.mint({ sources: ['small/a'] })).tokens[0]?.permissions).toEqual(readOnly);
  });

  test('another policy by name', async () => {
    const named = policy().replace('name: default', 'name: release');
    await using scene = await startStsScene({
      repositories: [{ name: 'platform/a', files: { '.atmos/pro/sts/release.yaml': named } }],
    });
    expect((await scene.mint({ sources: ['platform/a'], policyName: 'release' })).tokens).toHaveLength(1);
    expect((await scene.mint({ sources: ['platform/a'] })).excluded[0]?.reason).toBe('no_trust_policy');
  });
});

const unusable = [
  { name: 'none', file: undefined, reason: 'no_trust_policy', message: `There is no ${policyFile}` },
  {
    name: 'no rule fits',
    file: policy('{repository: "evil/*"}'),
    reason: 'trust_policy_denied',
    message: 'evil/*',
  },
  { name: 'not YAML', file: 'spec: [', reason: 'trust_policy_invalid', message: 'is not valid' },
  {
    name: 'a misspelt claim',
    file: policy('{repositoryowner: acme}'),
    reason: 'trust_policy_invalid',
    message: 'repository_owner',
  },
  {
    name: 'another name inside',
    file: policy().replace('default', 'other'),
    reason: 'trust_policy_invalid',
    message: 'metadata',
  },
  { name: 'an empty match', file: policy('{}'), reason: 'trust_policy_invalid', message: 'is not valid' },
  {
    name: 'a byte that is no UTF-8',
    file: {
      base64: Buffer.concat([Buffer.from(policy()), Buffer.of(0x23, 0xff, 0x0a)]).toString('base64'),
    },
    reason: 'trust_policy_invalid',
    message: 'UTF-8',
  },
  {
    name: 'too large',
    file: `${policy()}#${' '.repeat(33 * 1024)}`,
    reason: 'trust_policy_invalid',
    message: '32 KiB',
  },
  {
    name: 'a symlink to a good policy',
    file: { symlink: 'good.yaml' },
    reason: 'trust_policy_invalid',
    message: 'symbolic link',
  },
  {
    name: 'a submodule',
    file: { submodule: '0123456789012345678901234567890123456789' },
    reason: 'trust_policy_invalid',
    message: 'submodule',
  },
  {
    name: 'a directory',
    file: undefined,
    under: `${policyFile}/x`,
    reason: 'trust_policy_invalid',
    message: 'directory',
  },
];

describe('POST /sts: policies that grant nothing', () => {
  const nameOf = (owner: string, index: number) => `${owner}/case-${index}`;
  let scene: StsScene;
  let data: StsData;
  let entry: StoredAuditEntry | undefined;

  beforeAll(async () => {
    const repositories = ['platform', 'acme'].flatMap((owner) =>
      unusable.map(({ file, ...more }, index) => {
        const under = 'under' in more ? { [String(more.under)]: policy() } : {};
        const own = file === undefined ? {} : { [policyFile]: file };
        return {
          name: nameOf(owner, index),
          files: { '.atmos/pro/sts/good.yaml': policy(), ...own, ...under },
        };
      }),
    );
    scene = await startStsScene({ repositories });
    data = await scene.mint({ sources: repositories.map(({ name }) => name) });
    entry = (await scene.server.store.audit.list({ event: mintEvent })).at(-1);
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  test('none is granted, and that is on record as a denial', () => {
    expect(data.tokens).toEqual([]);
    expect(entry?.outcome).toBe('denied');
  });

  test.each(unusable.map((row, index) => ({ ...row, index })))(
    '$name → $reason',
    ({ index, reason, message }) => {
      const [foreign, own] = [nameOf('platform', index), nameOf('acme', index)];
      const told = (repo: string) => data.excluded.find((exclusion) => exclusion.repo === repo);
      expect(told(foreign)).toEqual({ repo: foreign, reason });
      expect(told(own)).toEqual({ repo: own, reason, message: expect.stringContaining(message) });
      expect(entry?.details['sources']).toContainEqual(
        expect.objectContaining({
          source: foreign,
          outcome: reason,
          explanation: expect.stringContaining(message),
        }),
      );
    },
  );
});

describe('POST /sts: exclusions', () => {
  test('a policy on another branch than the default one does not count', async () => {
    await using scene = await startStsScene({
      repositories: [{ name: 'platform/a', branches: { feature: { files: { [policyFile]: policy() } } } }],
    });
    expect((await scene.mint({ sources: ['platform/a'] })).excluded).toEqual([
      { repo: 'platform/a', reason: 'no_trust_policy' },
    ]);
  });

  test('suspended, not installed, outside and nowhere; strangers of every kind look the same', async () => {
    const names = ['frozen/a', 'nobody/a', 'platform/hidden', 'platform/outside', 'open/library'];
    await using scene = await startStsScene({
      repositories: [
        source('frozen/a'),
        source('nobody/a'),
        source('platform/hidden'),
        source('platform/outside'),
        source('open/library', policy(), { visibility: 'public' }),
        source('open/chosen', policy(), { visibility: 'public' }),
        source('platform/good'),
      ],
      imported: [
        'acme/infra',
        'frozen/a',
        'nobody/a',
        'platform/gone',
        'open/library',
        'open/chosen',
        'platform/good',
      ],
      world: {
        installations: [
          { app: 'atmos-pro', account: 'frozen', suspended: true },
          { app: 'atmos-pro', account: 'open', repositories: ['open/chosen'] },
        ],
      },
    });
    const sources = [...names, 'open/chosen', 'platform/gone', 'void/void', 'platform/good', 'no such name'];
    const { tokens, excluded } = await scene.mint({ sources });
    const absent = (repo: string) => ({ repo, reason: 'not_installed_in_workspace' });
    expect(tokens.map(({ repositories }) => repositories)).toEqual([['open/chosen'], ['platform/good']]);
    expect(excluded.toSorted((a, b) => (a.repo < b.repo ? -1 : 1))).toEqual([
      { repo: 'frozen/a', reason: 'installation_suspended' },
      absent('no such name'),
      absent('nobody/a'),
      absent('open/library'),
      absent('platform/gone'),
      absent('platform/hidden'),
      absent('platform/outside'),
      absent('void/void'),
    ]);
    // Without a list, what the App does not reach is not asked for.
    expect((await scene.mint()).excluded).toEqual([]);
  });

  test('a name outside the workspace costs GitHub nothing, whether it exists or not', async () => {
    await using scene = await startStsScene({
      repositories: [source('platform/secret')],
      imported: ['acme/infra'],
    });
    await scene.mint({ sources: ['acme/infra'] });
    scene.calls();
    const [real, invented] = [
      await scene.mint({ sources: ['platform/secret'] }),
      await scene.mint({ sources: ['platform/sceret'] }),
    ];
    expect(scene.calls()).toEqual([]);
    expect(JSON.stringify(real).replace('secret', '')).toBe(JSON.stringify(invented).replace('sceret', ''));
  });
});

describe('POST /sts: the door', () => {
  test.each([
    {
      name: 'the switch is off',
      workspace: { features: { sts: false } },
      tag: 'FeatureDisabled',
      words: 'features.sts',
    },
    {
      name: 'no row for this branch',
      workspace: {
        repositories: [
          { name: 'acme/infra', permissions: [{ permission: 'ws:sts:create', branch: 'release' }] },
        ],
      },
      tag: 'PermissionMissing',
      words: 'ws:sts:create',
    },
  ])('403 when $name, on record, and GitHub is not asked for tokens', async ({ workspace, tag, words }) => {
    await using scene = await startStsScene({ repositories: [], workspace: workspace as never });
    const answer = await scene.ask(await scene.login());
    expect(answer).toMatchObject({
      status: 403,
      body: { success: false, errorTag: tag, errorMessage: expect.stringContaining(words) },
    });
    const entries = await scene.server.store.audit.list({ event: mintEvent });
    expect(entries).toMatchObject([
      { outcome: 'denied', repository: 'acme/infra', details: { refusal: tag } },
    ]);
  });

  test('400 for a session that no Actions job bought', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a')] });
    const { store, config } = scene.server;
    const keys = await openKeyRing(store, { clock: systemClock, random: systemRandom });
    const session = await createSessions(keys, config.publicUrl).issue({
      type: 'ws:user',
      workspaceId: 'ws_1',
      repositoryId: '1',
      repository: 'acme/infra',
      issuer: scene.simulator.urls.issuer,
      claims: {},
    });
    const answer = await scene.ask(session, { sources: ['platform/a'] });
    expect(answer).toMatchObject({ status: 400, body: { success: false, errorTag: 'NotAnActionsSession' } });
  });

  test('no session, no answer', async () => {
    await using scene = await startStsScene({ repositories: [] });
    expect((await scene.ask('nonsense')).status).toBe(401);
  });
});

describe('POST /sts: the record', () => {
  test('names caller, sources, rules and token hashes; no token stands in it or in the log', async () => {
    await using scene = await startStsScene({ repositories: [source('platform/a'), { name: 'platform/b' }] });
    const answer = await scene.ask(await scene.login(), { sources: ['platform/a', 'platform/b'] });
    const [token] = dataOf(answer).tokens;
    const secret = token?.token ?? '';
    const hash = createHash('sha256').update(secret).digest();
    const entries = await scene.server.store.audit.list({ event: mintEvent });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      outcome: 'allowed',
      workspaceId: 'ws_1',
      repository: 'acme/infra',
      traceId: answer.body.traceId,
      details: {
        policyName: 'default',
        requested: ['platform/a', 'platform/b'],
        sources: [
          { source: 'platform/a', outcome: 'granted', permissions: readOnly, matchedRules: [0] },
          { source: 'platform/b', outcome: 'no_trust_policy' },
        ],
        tokens: [
          {
            owner: 'platform',
            sha256: hash.toString('hex'),
            hashedToken: hash.toString('base64'),
            repositories: ['platform/a'],
            expiresAt: token?.expiresAt,
          },
        ],
      },
    });
    expect(secret).not.toBe('');
    expect(JSON.stringify(entries) + scene.server.logs.join('')).not.toContain(secret);
    // Neither does any other token that the server holds, such as those that read policies.
    const all = JSON.stringify(entries) + scene.server.logs.join('');
    for (const held of scene.simulator.world.tokens.keys()) expect(all).not.toContain(held);
  });
});
