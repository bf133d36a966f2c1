/** What the doctor says about the server's own files, and what `--fix` changes. */
import { chmodSync, chownSync, existsSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../src/cli/doctor/check.ts';
import type { DoctorFinding } from '../../src/cli/doctor/findings.ts';
import { type DoctorScene, databaseFile, makeDatabase, startDoctorScene } from './doctor-scene.ts';

const path = ({ cli }: DoctorScene, name: string) => join(cli.directory, name);
const modeOf = (file: string) => statSync(file).mode & 0o777;
const ofFiles = (results: readonly CheckResult[]) => results.filter(({ check }) => check === 'files');
const findings = (results: readonly CheckResult[]) =>
  ofFiles(results).map(({ status, finding }) => `${status} ${finding}`);

async function startScene(): Promise<DoctorScene> {
  const scene = await startDoctorScene();
  await makeDatabase(scene);
  return scene;
}

describe('rights', () => {
  interface Case {
    readonly name: string;
    readonly file: string;
    readonly mode: number;
    /** Of the group of another user. */
    readonly gid?: number;
    readonly finding: DoctorFinding;
    readonly after: number;
  }
  test.each<Case>([
    { name: 'a key that all can read', file: 'app.pem', mode: 0o644, finding: 'file-readable', after: 0o640 },
    {
      name: 'a key that all can write',
      file: 'app.pem',
      mode: 0o666,
      finding: 'file-writable',
      after: 0o640,
    },
    { name: 'a secret of a webhook', file: 'hook', mode: 0o604, finding: 'file-readable', after: 0o600 },
    { name: 'a database', file: 'atmos-pro.db', mode: 0o640, finding: 'file-readable', after: 0o600 },
    {
      name: 'a configuration that all can write',
      file: 'atmos-pro.yaml',
      mode: 0o646,
      finding: 'file-writable',
      after: 0o644,
    },
    {
      name: 'a configuration that a group can write',
      file: 'atmos-pro.yaml',
      mode: 0o664,
      gid: 54_321,
      finding: 'file-writable',
      after: 0o644,
    },
  ])('$name: found, left as it is, and fixed on request', async ({ file, mode, gid, finding, after }) => {
    // Only root can give a file to another group.
    if (gid !== undefined && process.getuid?.() !== 0) return;
    await using scene = await startScene();
    scene.cli.write('hook', 's'.repeat(40));
    scene.document['github'] = { ...(scene.document['github'] as object), webhook_secret_files: ['hook'] };
    await scene.examine();
    const target = path(scene, file);
    if (gid !== undefined) chownSync(target, statSync(target).uid, gid);
    chmodSync(target, mode);
    const content = readFileSync(target);
    const before = await scene.examine();
    expect(findings(before)).toEqual([`warn ${finding}`]);
    expect(ofFiles(before)[0]?.message).toContain(target);
    expect(modeOf(target)).toBe(mode);
    const results = await scene.examine({}, { fix: true });
    expect(findings(results)).toEqual([`fixed ${finding}`]);
    const octal = (value: number) => value.toString(8).padStart(4, '0');
    expect(ofFiles(results)[0]?.message).toContain(`from ${octal(mode)} to ${octal(after)}`);
    expect(modeOf(target)).toBe(after);
    expect(readFileSync(target)).toEqual(content);
    expect(findings(await scene.examine())).toEqual(['ok undefined']);
  });

  test.each([
    ['app.pem', 0o440],
    ['app.pem', 0o400],
    ['atmos-pro.yaml', 0o644],
  ])('%s may have the mode %o', async (file, mode) => {
    await using scene = await startScene();
    await scene.examine();
    chmodSync(path(scene, file), mode);
    expect(findings(await scene.examine({}, { fix: true }))).toEqual(['ok undefined']);
    expect(modeOf(path(scene, file))).toBe(mode);
  });

  test('a key behind a link is fixed where it is', async () => {
    await using scene = await startScene();
    scene.cli.write('real.pem', readFileSync(path(scene, 'app.pem'), 'utf8'));
    symlinkSync('real.pem', path(scene, 'link.pem'));
    scene.document['github'] = { ...(scene.document['github'] as object), private_key_file: 'link.pem' };
    chmodSync(path(scene, 'real.pem'), 0o644);
    expect(findings(await scene.examine({}, { fix: true }))).toEqual(['fixed file-readable']);
    expect(modeOf(path(scene, 'real.pem'))).toBe(0o640);
  });
});

describe('drafts of a command that was killed', () => {
  const old = new Date(Date.now() - 2 * 3_600_000);
  const draft = (scene: DoctorScene, name: string, when = old) => {
    scene.cli.write(name, 'half');
    utimesSync(path(scene, name), when, when);
    return path(scene, name);
  };

  test('are found, and removed on request, and nothing else is', async () => {
    await using scene = await startScene();
    const drafts = ['atmos-pro.db.restoring', 'atmos-pro.db.restoring-wal', 'atmos-pro.yaml.4711.tmp'].map(
      (name) => draft(scene, name),
    );
    const others = [
      'atmos-pro.yaml.tmp',
      'other.yaml.1.tmp',
      'atmos-pro.yaml.1.tmp.bak',
      'atmos-pro.db.before-restore-1',
    ].map((name) => draft(scene, name));
    expect(findings(await scene.examine())).toEqual(drafts.map(() => 'warn file-leftover'));
    expect(drafts.filter(existsSync)).toEqual(drafts);
    expect(findings(await scene.examine({}, { fix: true }))).toEqual(drafts.map(() => 'fixed file-leftover'));
    expect(drafts.filter(existsSync)).toEqual([]);
    expect(others.filter(existsSync)).toEqual(others);
    expect(existsSync(databaseFile(scene))).toBe(true);
  });

  test('are left alone while a command may still work on them', async () => {
    await using scene = await startScene();
    const drafts = [
      draft(scene, 'atmos-pro.db.restoring'),
      draft(scene, 'atmos-pro.db.restoring-wal', new Date()),
    ];
    expect(findings(await scene.examine({}, { fix: true }))).toEqual(['ok undefined']);
    expect(drafts.filter(existsSync)).toEqual(drafts);
  });
});

test('the command fixes with --fix only, prints what it did, and counts it', async () => {
  await using scene = await startScene();
  scene.document['github'] = { server_url: scene.simulator.urls.server };
  scene.cli.write('hook', 's'.repeat(40));
  chmodSync(path(scene, 'hook'), 0o644);
  scene.document['audit_webhooks'] = [
    { name: 'siem', url: 'https://127.0.0.1:9', allow_private_network: true, secret_files: ['hook'] },
  ];
  const dry = await scene.run();
  expect(dry.stdout).toMatch(/^warn {2}files .*hook \(mode 0644\)\.\n.*--fix.*\(file-readable\)$/m);
  expect(modeOf(path(scene, 'hook'))).toBe(0o644);
  const { stdout } = await scene.run(['--fix']);
  expect(stdout).toMatch(/^done {2}files .*hook from 0644 to 0640\.$/m);
  expect(stdout).toMatch(/\d+ passed, 1 fixed, \d+ warnings?, \d+ errors?\n$/);
  expect(stdout).not.toContain('ssss');
});
