/**
 * Records `npm run demo` as `docs/demo.svg`, from what it prints and when.
 *
 * Usage: `npm run docs:demo [-- --act NAME…]`, after a change of the demo. Exits with 1 if the demo fails.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type PrintedLine, renderRecording } from './recording/render-recording.ts';

const root = resolve(import.meta.dirname, '..');

/** What the demo prints with these arguments, with colors, and its exit code. */
function playDemo(
  args: readonly string[],
): Promise<{ readonly lines: readonly PrintedLine[]; readonly code: number | null }> {
  const start = Date.now();
  const command = ['$ npm run demo', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const lines: PrintedLine[] = [{ at: 0, text: command }];
  const child = spawn(process.execPath, ['src/cli/main.ts', 'demo', ...args], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (text) => lines.push({ at: Date.now() - start, text }));
  return new Promise((done) => child.once('close', (code) => done({ lines, code })));
}

if (import.meta.main) {
  const { lines, code } = await playDemo(process.argv.slice(2));
  if (code === 0)
    writeFileSync(resolve(root, 'docs/demo.svg'), renderRecording(lines, 'Recording of npm run demo'));
  else process.exitCode = 1;
}
