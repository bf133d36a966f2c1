/** What holds for the command line as a whole, as a process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { version } from '../../src/base/version.ts';
import { makeCliScene } from './run-cli.ts';

test('says its version', async () => {
  using scene = makeCliScene();
  expect(await scene.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('ends quietly when its reader has seen enough, as `head` has', async () => {
  const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
