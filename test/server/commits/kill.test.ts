/** `kill -9` at each point of a commit, of a server in a process of its own: the next one finds what there is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCommit } from '../../../src/simulator/git/commits.ts';
import { endProgram, waitForLine } from '../../support/programs.ts';
import { callApi, exchange, idTokenOf } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import {
  add,
  branch,
  commitSeed,
  commitWorkspaces,
  makeMergeCommit,
  readFiles,
  repositoryOf,
  requestOf,
} from './world.ts';

const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
let folder: string;
let child: ChildProcess | undefined;
let simulator: TestSimulator;
/** Route whose answer is GitHub's last to this process: its work is done, and the client does not learn of it. */
let deadly: string | undefined;

function strike(route: string): void {
  if (route !== deadly) return;
  deadly = undefined;
  child?.kill('SIGKILL');
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commits-kill-'));
  deadly = undefined;
  simulator = await startSimulator({
    seed: commitSeed(),
    onJson: ({ route }) => strike(route),
  });
  // GraphQL's answers are not JSON to the simulator; the event of the branch comes before its answer.
  const { events } = simulator.world;
  const push = events.push.bind(events);
  events.push = (...added) => {
    strike('event');
    return push(...added);
  };
  const { urls, world } = simulator;
  const [app] = world.apps.values();
  writeFileSync(join(folder, 'app.pem'), app?.privateKey ?? '', { mode: 0o600 });
  const document = {
    public_url: 'https://atmos-pro.test',
    listen: { port: 0 },
    database: { path: 'atmos-pro.db' },
    issuers: [{ issuer: urls.issuer }],
    github: { server_url: urls.server, api_url: urls.api, app_id: app?.id, private_key_file: 'app.pem' },
    workspaces: commitWorkspaces(),
  };
  writeFileSync(join(folder, 'atmos-pro.yaml'), JSON.stringify(document));
});
afterEach(async () => {
  if (child !== undefined) await endProgram(child);
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<{ readonly url: string }> {
  const args = [cli, 'serve', '--config', join(folder, 'atmos-pro.yaml')];
  child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  return waitForLine(child, (line) => {
    const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
    return msg === 'serving' && url !== undefined ? { url } : undefined;
  });
}

async function commit(server: { readonly url: string }, merge: string, body: unknown) {
  const token = await idTokenOf(simulator, 'format', { claims: { sha: merge } });
  const { body: session } = await exchange(server, token, 'ws_1');
  const authorization = `Bearer ${String(session.data?.['token'])}`;
  return callApi(server, '/api/v1/git/commit', body, { authorization });
}

test.each([
  ['event', 'the branch has moved, in one call', undefined],
  ['git/update-ref', 'the branch has moved, object by object', '100755' as const],
  ['git/create-commit', 'the commit is there and no branch has it', '100755' as const],
  ['git/create-tree', 'the files are there', '100755' as const],
  ['repos/get-branch', 'nothing was written', undefined],
])('at %s, where %s', async (route, _, mode) => {
  const repository = repositoryOf(simulator.world);
  const merge = await makeMergeCommit(repository);
  const before = (await repository.git.resolveRef(branch)) ?? '';
  const body = requestOf([add('main.tf', 'a = 2\n', mode), add('new.tf', 'n')]);

  const first = await start();
  deadly = route;
  await expect(commit(first, merge, body)).rejects.toThrow();
  expect(deadly).toBeUndefined();
  if (child !== undefined) await endProgram(child);

  const answer = await commit(await start(), merge, body);
  const head = (await repository.git.resolveRef(branch)) ?? '';
  expect(answer.body).toMatchObject({ success: true, data: { sha: head } });
  // One commit, with everything in it.
  expect((await readCommit(repository.git.objects, head))?.parents).toEqual([before]);
  expect(await readFiles(simulator.world, head, ['main.tf', 'new.tf'])).toEqual({
    'main.tf': `${mode ?? '100644'} a = 2\n`,
    'new.tf': '100644 n',
  });
});
