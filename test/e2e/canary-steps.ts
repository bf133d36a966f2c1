/** What the steps of the canary's jobs run besides the action, and what they leave on disk. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function readTree(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.map((file, index) => `${file}\n${texts[index]}`).join('\n');
}

/** A `run:` step. */
export function runScript(
  script: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', script], {
      cwd,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', () => done(stdout + stderr));
  });
}

/** As loud as git gets. */
export const gitScript = `export GIT_TRACE=1 GIT_TRACE_CURL=1 GIT_CURL_VERBOSE=1 GIT_TRACE_PACKET=1 GIT_TRACE_SETUP=1
git clone "$GITHUB_SERVER_URL/platform/modules" https && echo cloned
git clone "git@\${GITHUB_SERVER_URL#*//}:platform/modules.git" scp
git -C https remote -v && git -C https fetch && git -C https push origin HEAD:refused
git ls-remote "$GITHUB_SERVER_URL/platform/nothing"
true`;
export const carelessScript = `env; git config --list --show-origin; cat "$RUNNER_TEMP"/*.config
printf 'https://x-access-token:%s@github.com\\n' "$ATMOS_PRO_GITHUB_TOKEN"; true`;
