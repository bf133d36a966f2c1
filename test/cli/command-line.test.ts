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

test.each([
  { args: ['demo', '--act', 'deploymnts'], says: 'Did you mean deployments?' },
  {
    args: ['batches', 'list', '--workspace', 'ws_1', '--url', 'https://a.example', '--state', 'runing'],
    says: 'Did you mean running?',
  },
  { args: ['batches', 'list', '--workspace', 'ws_1'], says: 'ATMOS_PRO_BASE_URL' },
  { args: ['locks', 'list', '--url', 'https://a.example'], says: 'ATMOS_PRO_WORKSPACE_ID' },
])('$args names what to type instead', async ({ args, says }) => {
  using scene = makeCliScene();
  const { code, stderr } = await scene.run(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
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
