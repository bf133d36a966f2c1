/**
 * The operators' pages, walked from top to bottom as a new operator would, against the simulator and real server processes: each block
 * of commands is run as it stands, but for the address of the server.
 */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksOf, blockWith } from '../../support/page-blocks.ts';
import { exchange, idTokenOf } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { type OperatorScene, startOperatorScene } from './operator-scene.ts';
import { operatorPages, pageUrl } from './shell.ts';

const selfHosting = 'docs/self-hosting.md';
const reference = 'docs/server-reference.md';
const operation = 'docs/operation.md';
const keyRotation = 'docs/key-rotation.md';
const audit = 'docs/audit.md';
/** The start of another one too. */
const verifyBlock = 'atmos-pro audit verify --config atmos-pro.yaml';
/** Blocks that this machine may not be able to run, and the test that shows what they say. */
const elsewhere: Readonly<Record<string, string>> = {
  'npm run --silent atmos-pro': 'test/e2e/pages/newcomer.test.ts, which walks the first half of the tutorial',
  'rm -f simulator.sh': 'likewise',
  'github-app create': 'test/cli/github-app-create.test.ts, which has a browser',
  '--runtime-role': 'test/server/database/runtime-role.test.ts, which has a PostgreSQL',
  'audit prune': 'test/server/database/runtime-role.test.ts, which has a PostgreSQL',
};

let scene: OperatorScene;
beforeAll(async () => {
  scene = await startOperatorScene();
});
afterAll(async () => scene?.[Symbol.asyncDispose]());

const app = () => {
  const [first] = scene.simulator.world.apps.values();
  if (first === undefined) throw new Error('the world has no App');
  return first;
};
/** As the App's settings show it: of the public key in DER. */
const fingerprintOf = (key: string) =>
  `SHA256:${createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('base64')}`;
const pem = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

test('every block of commands is run below, or says where it is', () => {
  const source = readFileSync(import.meta.filename, 'utf8');
  const ran = [...source.matchAll(/blockWith\(\w+, '([^']+)'/g)].map(([, words = '']) => words);
  const known = [...ran, ...Object.keys(elsewhere)];
  const blocks = operatorPages.flatMap((page) => blocksOf(page, 'sh'));
  expect(blocks.length).toBeGreaterThan(12);
  expect(
    blocks.filter((text) => text !== verifyBlock && !known.some((words) => text.includes(words))),
  ).toEqual([]);
});

describe('from nothing to the first token', () => {
  test('1. the manifest has the permissions of the page, and an address that creates the App', async () => {
    const { code, stderr } = await scene.run(blockWith(selfHosting, 'github-app manifest'));
    expect(code).toBe(0);
    expect(stderr).toContain('/organizations/acme/settings/apps/new');
    const manifest = JSON.parse(readFileSync(scene.file('manifest.json'), 'utf8')) as {
      readonly default_permissions: Readonly<Record<string, string>>;
    };
    const page = blocksOfTable(reference, 'app-permissions');
    for (const [name, level] of Object.entries(manifest.default_permissions))
      expect(page.find(([cell, at]) => cell === `\`${name}\`` && at === level)?.[3]).toMatch(/\w\.$/);
  });

  test('3. config init writes a configuration that is valid', async () => {
    expect((await scene.run(blockWith(selfHosting, 'config init'))).code).toBe(0);
    const { code, stdout } = await scene.run('atmos-pro config validate --file-only');
    expect([code, stdout]).toEqual([0, 'atmos-pro.yaml is valid.\n']);
  });

  test('2. to 4. the short configuration is enough: the doctor finds no errors, and the server starts', async () => {
    writeFileSync(scene.file('app.pem'), app().privateKey, { mode: 0o600 });
    const [short = ''] = blocksOf(selfHosting, 'yaml');
    const yaml = short
      .replace(pageUrl, scene.url)
      .replace('app_id: 123456', `app_id: ${app().id}\n  server_url: ${scene.simulator.urls.server}`);
    writeFileSync(scene.file('atmos-pro.yaml'), `${yaml}\nlisten: { port: ${scene.port} }\n`);
    const { code: checked, stdout: pinned } = await scene.run(blockWith(reference, 'config validate'));
    expect([checked, pinned]).toEqual([0, expect.stringContaining('acme/infra: id 1001')]);
    const [doctor = '', start] = blockWith(selfHosting, 'atmos-pro doctor').split('\n');
    expect(start).toBe('atmos-pro serve');
    const { code, stdout } = await scene.run(doctor);
    expect(code).toBe(0);
    expect(stdout).toMatch(/, 0 errors\n$/);
    const page = blocksOfTable(reference, 'doctor-findings').map(([name]) => name);
    const found = [...stdout.matchAll(/^ +→ .* \(([a-z-]+)\)$/gm)].map(([, name]) => `\`${name}\``);
    expect(found).toContain('`public-url-unreachable`');
    expect(found.filter((name) => !page.includes(name))).toEqual([]);
    await scene.serve();
  });

  test('5. a job mints, and the audit shows who asked and why', async () => {
    const { exitCode, outputs, summary } = await scene.step('setup-sts', {
      sources: 'acme/terraform-modules',
    });
    expect([exitCode, outputs['token'] === undefined]).toEqual([0, false]);
    expect(summary).toContain('acme/terraform-modules');
    const { stdout } = await scene.run('atmos-pro audit');
    expect(stdout).toMatch(/allowed token\.mint acme\/infra .*run 501\n +acme\/terraform-modules: granted/);
  });
});

/** Rows of a generated table, cell by cell. */
function blocksOfTable(page: string, name: string): string[][] {
  const text = readFileSync(page, 'utf8');
  const [, region = ''] = text.split(new RegExp(`<!-- /?generated:${name} -->`));
  return region
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('admins', () => {
  let token: string;
  const asAdmin = () => ({ environment: { ATMOS_PRO_ADMIN_TOKEN: token } });

  test('a token is made, and accepted after a restart', async () => {
    const { stdout } = await scene.run(blockWith(operation, 'admin-token create alice'));
    const lines = stdout.split('\n');
    token = lines.find((line) => /^[\w-]{30,}$/.test(line.trim()))?.trim() ?? '';
    expect(token).not.toBe('');
    const entry = stdout.slice(stdout.indexOf('admin_tokens:')).trim();
    const rows = '          - permission: ws:locks:create\n          - permission: ws:locks:delete\n';
    const [webhooks = ''] = blocksOf(audit, 'yaml').filter((text) => text.includes('audit_webhooks'));
    const siem = webhooks
      .slice(0, webhooks.indexOf('  - name: datadog'))
      .replace('https://siem.example.com', scene.receiverUrl)
      .replace('[/run/secrets/siem-webhook]', '[siem-webhook]');
    writeFileSync(scene.file('siem-webhook'), 's'.repeat(40));
    const yaml = readFileSync(scene.file('atmos-pro.yaml'), 'utf8');
    const anchor = '          - permission: ws:sts:create\n';
    expect(yaml).toContain(anchor);
    const changed = yaml.replace(anchor, `${rows}${anchor}`);
    writeFileSync(
      scene.file('atmos-pro.yaml'),
      `${changed}\n${entry}\n${siem}    allow_private_network: true\n`,
    );
    await scene.restart();
  });

  test('a stuck lock is seen and freed, when its run is over', async () => {
    expect(
      (await scene.step('lock-stack', { stack: 'prod', component: 'vpc', heartbeat: 'false' })).exitCode,
    ).toBe(0);
    for (const { run: held } of scene.simulator.world.jobs.values()) held.conclusion = 'cancelled';
    const { code, stdout, stderr } = await scene.run(blockWith(operation, 'locks force-unlock'), {
      input: `${token}\n`,
    });
    expect(code).toBe(0);
    expect(stderr).toContain('is held by run 501');
    expect(stdout).toContain('acme/infra/prod/vpc');
    expect(stdout).toContain('Released acme/infra/prod/vpc');
  });

  test('what a run may do is asked before it does', async () => {
    const { stdout } = await scene.run(blockWith(reference, 'permissions/check'), asAdmin());
    expect(stdout).toMatch(/"ws:sts:create"/);
    expect(JSON.parse(stdout)).toMatchObject({ success: true });
  });

  describe('the audit', () => {
    test('from the database', async () => {
      const { stdout } = await scene.run(blockWith(audit, '--event token.mint'));
      expect(stdout).toContain('allowed token.mint');
    });
    test('from anywhere, as a table and into a file that grows', async () => {
      await until(async () =>
        (await scene.run('atmos-pro audit verify')).stdout.includes(' 0 not sealed yet'),
      );
      const first = await scene.run(blockWith(audit, 'audit list'), asAdmin());
      expect(first).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/\d+ entries\. To continue later, use --after \d+/),
      });
      const before = readFileSync(scene.file('audit.ndjson'), 'utf8');
      expect(before).toContain('"event":"token.mint"');
      const again = await scene.run(blockWith(audit, '--append'), asAdmin());
      expect(again.code).toBe(0);
      expect(readFileSync(scene.file('audit.ndjson'), 'utf8').startsWith(before)).toBe(true);
    });
    test('with curl', async () => {
      const page = await scene.run(blockWith(audit, 'outcome=denied"'), asAdmin());
      expect(JSON.parse(page.stdout)).toMatchObject({ success: true, data: { entries: [] } });
      await scene.run(blockWith(audit, '/audit/export?'), asAdmin());
      expect(readFileSync(scene.file('audit.ndjson'), 'utf8')).toContain('"event":"lock.force_released"');
    });
    test('is intact, and a noted hash is found again', async () => {
      const { code, stdout } = await scene.run(verifyBlock);
      expect(code).toBe(0);
      const [, hash = ''] = /^last intact seal: \d+ ([0-9a-f]{64})$/m.exec(stdout) ?? [];
      const expected = await scene.run(blockWith(audit, '--expect'), { environment: { HASH: hash } });
      expect(expected).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') });
    });
    test('reaches its webhook, and a test does', async () => {
      const { stdout } = await scene.run(blockWith(audit, '/webhooks/siem/test'), asAdmin());
      expect(stdout).toContain('"delivered":true');
      await until(() => scene.received.join('').includes('pro.atmos.lock.force_released'));
      expect(scene.received.join('')).toContain('pro.atmos.webhook.test');
    });
  });

  test('rotation: a second entry beside the old one, then the old one goes', async () => {
    const old = token;
    const { stdout } = await scene.run('atmos-pro admin-token create alice-2');
    const fresh =
      stdout
        .split('\n')
        .find((line) => /^[\w-]{30,}$/.test(line.trim()))
        ?.trim() ?? '';
    const entry = stdout.slice(stdout.indexOf('admin_tokens:')).trim().split('\n').slice(1).join('\n');
    const yaml = readFileSync(scene.file('atmos-pro.yaml'), 'utf8');
    const list = (secret: string) =>
      scene.run('atmos-pro locks list --url https://atmos-pro.example.com --workspace ws_acme', {
        environment: { ATMOS_PRO_ADMIN_TOKEN: secret },
      });
    writeFileSync(scene.file('atmos-pro.yaml'), yaml.replace('admin_tokens:\n', `admin_tokens:\n${entry}\n`));
    await scene.restart();
    expect([(await list(old)).code, (await list(fresh)).code]).toEqual([0, 0]);
    const both = readFileSync(scene.file('atmos-pro.yaml'), 'utf8');
    writeFileSync(scene.file('atmos-pro.yaml'), both.replace(/ {2}- name: "?alice"?\n {4}sha256: .*\n/, ''));
    await scene.restart();
    expect([(await list(old)).code, (await list(fresh)).code]).toEqual([3, 0]);
    token = fresh;
  });
});

describe('keys', () => {
  const session = async () =>
    String(
      (await exchange({ url: scene.url }, await idTokenOf(scene.simulator, 'plan'), 'ws_acme')).body.data?.[
        'token'
      ],
    );
  const isGood = async (token: string) =>
    (await fetch(`${scene.url}/api/v1/permissions/check`, { headers: { authorization: `Bearer ${token}` } }))
      .status;

  test('of the App: both in the file for a while, then the new one alone', async () => {
    const old = app().privateKey;
    const fresh = pem();
    writeFileSync(scene.file('old.pem'), old);
    writeFileSync(scene.file('new.pem'), fresh);
    // As step 2 of the page has it, with the file that the configuration names.
    expect(readFileSync(keyRotation, 'utf8')).toContain('`cat new.pem old.pem > github-app.pem`');
    await scene.run('cat new.pem old.pem > app.pem');
    await scene.hasLogged('GitHub App key reloaded');
    // GitHub knows the old one still, and the server finds out which of the two it takes.
    const judged = async () => {
      const { code, stdout } = await scene.run('atmos-pro doctor --format json');
      expect(code).toBe(0);
      const results = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { check: string; status: string; message: string });
      return results.flatMap(({ status, message }) => {
        const [, fingerprint] = /GitHub .* the key (SHA256:\S+?)[.,]/.exec(message) ?? [];
        return fingerprint === undefined ? [] : [[status, fingerprint]];
      });
    };
    const [fresh256, old256] = [fresh, old].map(fingerprintOf);
    expect(await judged()).toEqual([
      ['warn', fresh256],
      ['ok', old256],
    ]);
    // It keeps minting all the while, with any key that GitHub accepts.
    const mints = () =>
      until(
        async () => (await scene.step('setup-sts', { sources: 'acme/terraform-modules' })).exitCode === 0,
      );
    await mints();
    const publicKey = createPublicKey(fresh).export({ type: 'spki', format: 'pem' }).toString();
    scene.simulator.world.apps.set(app().id, { ...app(), privateKey: fresh, publicKey });
    await mints();
    await scene.hasLogged('github app: using another key');
    expect(await judged()).toEqual([
      ['ok', fresh256],
      ['warn', old256],
    ]);
    scene.log.length = 0;
    await scene.run('cat new.pem > app.pem');
    await scene.hasLogged('GitHub App key reloaded');
    expect((await scene.run('atmos-pro doctor')).stdout).toMatch(/^ok {4}app /m);
  });

  test('of sessions: listed and rotated without losing one; after a leak the others end', async () => {
    const before = await session();
    const { code, stdout } = await scene.run(blockWith(keyRotation, 'keys list'));
    expect(code).toBe(0);
    expect(stdout).not.toContain('PRIVATE');
    expect(await isGood(before)).toBe(200);
    const retired = await scene.run(blockWith(keyRotation, '--retire-others'));
    expect(retired.code).toBe(0);
    // A replica caches what it read for a minute; one that starts reads again.
    await scene.restart();
    expect(await isGood(before)).toBe(401);
    expect(await isGood(await session())).toBe(200);
    const { stdout: entries } = await scene.run('atmos-pro audit --event session_key.rotated');
    expect(entries.match(/session_key\.rotated/g)).toHaveLength(2);
  });
});
