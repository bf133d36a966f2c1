/** A git that is older than `GIT_CONFIG_COUNT` ignores it, so the step has to say so. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { envelope, startApiPeer } from '../support/api-peer.ts';
import { runAction } from '../support/run-action.ts';
import { acmeToken } from './sts-samples.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'old-git-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the step with a git that does nothing but this. */
async function runWithGit(script: string, inputs: Readonly<Record<string, string>>) {
  await writeFile(join(directory, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken], excluded: [] })] });
  return await runAction('setup-sts', 'main', {
    inputs,
    environment: { ...peer.environment, PATH: `${directory}:${process.env['PATH']}` },
  });
}

describe('setup-sts and the age of git', () => {
  test.each<{ name: string; script: string; gitConfig: string; warns: boolean }>([
    { name: '2.30 with env', script: 'echo git version 2.30.9', gitConfig: 'env', warns: true },
    { name: '2.30 with file', script: 'echo git version 2.30.9', gitConfig: 'file', warns: true },
    { name: '2.30 with none', script: 'echo git version 2.30.9', gitConfig: 'none', warns: false },
    { name: '1.8 of an old distribution', script: 'echo git version 1.8.3.1', gitConfig: 'env', warns: true },
    { name: '2.31', script: 'echo git version 2.31.0', gitConfig: 'env', warns: false },
    { name: 'one that tells no version', script: 'echo jit 3', gitConfig: 'env', warns: false },
    { name: 'one that fails', script: 'exit 3', gitConfig: 'env', warns: false },
  ])('$name', async ({ script, gitConfig, warns }) => {
    const result = await runWithGit(script, { 'git-config': gitConfig });
    const warnings = result.stdout.split('\n').filter((line) => line.startsWith('::warning'));
    expect(warnings).toEqual(
      warns
        ? [
            expect.stringMatching(
              /^::warning title=GitHub STS::git \d\.\d+ does not read .* Install git 2\.31 or newer/,
            ),
          ]
        : [],
    );
    // The token is good all the same.
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.outputs['token']).toBe(acmeToken.token);
  });

  test('no git at all is for a later step to bring', async () => {
    await rm(join(directory, 'git'), { force: true });
    await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken], excluded: [] })] });
    const result = await runAction('setup-sts', 'main', {
      environment: { ...peer.environment, PATH: directory },
    });
    expect(result.stdout).not.toContain('::warning');
    expect(result.exitCode).toBe(0);
  });
});
