/** The other actions in the canary's flow: a checkout that holds a token, uploads, a status, a lock and a commit; and each when the server answers badly. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanGitEnvironment, runGit } from '../support/real-git.ts';
import type { Relay, RelayRecord } from '../support/recording-relay.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import type { TestSimulator } from '../support/simulator.ts';
import { echo } from './canary-misuse.ts';
import { isExchange, type Trace } from './canary-places.ts';
import { readTree } from './canary-steps.ts';
import { branch, uploading } from './canary-world.ts';

/** What the runner holds and no server is to see: as `actions/checkout` leaves it in a remote, and in a stack's variables. */
export const jobSecrets = {
  'token of the checkout': 'ghs_canaryOfTheCheckout0123456789abcdef',
  'variable of a stack': 'canary-variable-of-a-stack-4711',
};
const variables = { vars: { password: jobSecrets['variable of a stack'] } };
const affected = [
  {
    component: 'vpc',
    stack: 'prod',
    component_type: 'terraform',
    affected: 'stack.vars',
    settings: { pro: { enabled: true }, token: jobSecrets['variable of a stack'] },
    ...variables,
    dependents: [],
  },
];
const instances = {
  prod: { components: { terraform: { vpc: { settings: { pro: { enabled: true } }, ...variables } } } },
};

export interface UploadsFlow {
  readonly simulator: TestSimulator;
  readonly server: Relay;
  readonly environment: Readonly<Record<string, string>>;
  readonly traces: Trace[];
}

const notExchange =
  (answer: (record: RelayRecord) => ReturnType<Relay['interfere']>) => (record: RelayRecord) =>
    isExchange(record.request) ? undefined : answer(record);

/** Returns what the steps left on disk beside the checkout. */
export async function playUploads({ simulator, server, environment, traces }: UploadsFlow): Promise<string> {
  await using job = await makeJobDirectory();
  const { directory } = job;
  const workspace = join(directory, 'workspace');
  const home = join(directory, 'home');
  await mkdir(home);
  async function git(...args: readonly string[]): Promise<string> {
    const gitEnvironment = { ...cleanGitEnvironment(home), ...simulator.environment };
    const { ok, stdout, stderr } = await runGit(args, workspace, gitEnvironment);
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  }
  const { host } = new URL(simulator.urls.server);
  await git('clone', '--quiet', '--branch', branch, `${simulator.urls.server}/${uploading}`, '.');
  // In the file, as no argument: those are searched too.
  const gitConfig = join(workspace, '.git', 'config');
  const plain = await readFile(gitConfig, 'utf8');
  const withToken = `https://x-access-token:${jobSecrets['token of the checkout']}@${host}/${uploading}`;
  await writeFile(gitConfig, plain.replace(/^\turl = .*$/m, `\turl = ${withToken}`));
  if (!(await git('remote', 'get-url', 'origin')).includes(jobSecrets['token of the checkout']))
    throw new Error('the checkout holds no token');
  await writeFile(join(directory, 'temp', 'affected.json'), JSON.stringify(affected));
  await writeFile(join(directory, 'temp', 'instances.json'), JSON.stringify(instances));

  const step = async (
    name: string,
    action: string,
    inputs: Record<string, string>,
    more: Partial<Trace> = {},
  ) => {
    const result = await runAction(action, 'main', {
      directory,
      inputs,
      environment: { ...environment, ...simulator.jobEnvironment('format') },
    });
    traces.push({ name, raw: result.stdout + result.stderr, step: result, ...more });
  };
  const [base, head] = [await git('rev-parse', 'origin/main'), await git('rev-parse', 'HEAD')];
  const lock = { stack: 'prod', component: 'vpc' };
  let round = 0;
  const commit = async (name: string, more: Partial<Trace> = {}) => {
    round += 1;
    await writeFile(join(workspace, 'main.tf'), `formatted = ${round}\n`);
    await step(`${name}: commit`, 'commit', { message: 'Format', all: 'true', comment: 'Formatted.' }, more);
  };
  const playAll = async (name: string, more: Partial<Trace> = {}) => {
    await step(
      `${name}: upload-affected`,
      'upload-affected',
      { file: join(directory, 'temp', 'affected.json'), base, head },
      more,
    );
    await step(
      `${name}: upload-instances`,
      'upload-instances',
      { file: join(directory, 'temp', 'instances.json') },
      more,
    );
    await step(
      `${name}: upload-status`,
      'upload-status',
      { ...lock, command: 'plan', 'exit-code': '0' },
      more,
    );
    await step(`${name}: lock-stack`, 'lock-stack', { ...lock, heartbeat: 'false' }, more);
    await step(`${name}: unlock-stack`, 'unlock-stack', lock, more);
    await commit(name, more);
  };
  await playAll('fine');
  server.interfere = notExchange(echo);
  await playAll('echoed', { careless: true });
  server.interfere = notExchange(({ request }) => (request.path.includes('/git/commit') ? 'cut' : undefined));
  await commit('cut');
  server.interfere = () => undefined;
  // What the test put there itself, and the checkout, whose remote holds a token.
  await Promise.all(['affected.json', 'instances.json'].map((name) => rm(join(directory, 'temp', name))));
  return (await readTree(join(directory, 'temp'))) + (await readTree(home));
}
