/**
 * The steps of all actions in the job that takes each on its usual way to its first request, or to its first output where it sends none. The
 * runner and the servers are one port of this machine, so that a connection is the first request.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cleanGitEnvironment } from './real-git.ts';

const root = resolve(import.meta.dirname, '../..');

export interface ActionStart {
  /** `<action>/<phase>`, as in `dist/`. */
  readonly step: string;
  /** What shows that the step has started. */
  readonly first: 'request' | 'output';
  readonly variables: Readonly<Record<string, string>>;
}

interface Job {
  /** The checkout, which is the working directory. */
  readonly workspace: string;
  readonly base: string;
  readonly environment: Readonly<Record<string, string>>;
}

const atmosYaml = `base_path: "."
settings:
  pro:
    workspace_id: ws_1
    github_sts:
      sources: [acme/modules]
`;

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec:
  rules:
    - match: {repository: acme/app, ref: refs/heads/main}
      permissions: {contents: read}
`;

/** The file of the bundled step. */
export function bundledStep(step: string): string {
  return join(root, 'dist', `${step}.js`);
}

/** A checkout with an atmos.yaml, a trust policy and a change that is not staged, and the files of the runner. `port` answers nothing. */
export async function prepareStartJob(directory: string, port: number): Promise<Job> {
  const workspace = join(directory, 'workspace');
  const temp = join(directory, 'temp');
  await mkdir(join(workspace, '.atmos/pro/sts'), { recursive: true });
  await mkdir(temp);
  await writeFile(join(workspace, '.atmos/pro/sts/default.yaml'), policy);
  await writeFile(join(workspace, 'atmos.yaml'), atmosYaml);
  await writeFile(join(workspace, 'main.tf'), 'a=1\n');
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: workspace,
      env: cleanGitEnvironment(directory),
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '--template=', '-b', 'feature/x');
  git('remote', 'add', 'origin', 'https://github.com/acme/infra');
  git('add', '--all');
  git('commit', '-q', '-m', 'base');
  const base = git('rev-parse', 'HEAD');
  git('update-ref', 'refs/remotes/origin/main', base);
  git('commit', '-q', '--allow-empty', '-m', 'head');
  const head = git('rev-parse', 'HEAD');
  await writeFile(join(workspace, 'main.tf'), 'a = 1\n');
  const event = {
    action: 'synchronize',
    pull_request: { head: { sha: head }, base: { ref: 'main', sha: base } },
  };
  const file = async (name: string, content = ''): Promise<string> => {
    await writeFile(join(directory, name), content);
    return join(directory, name);
  };
  const server = `https://127.0.0.1:${port}`;
  return {
    workspace,
    base,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      GITHUB_REPOSITORY: 'acme/infra',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: server,
      GITHUB_ACTOR: 'octocat',
      GITHUB_HEAD_REF: 'feature/x',
      GITHUB_BASE_REF: 'main',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: await file('event.json', JSON.stringify(event)),
      GITHUB_ENV: await file('env'),
      GITHUB_OUTPUT: await file('output'),
      GITHUB_STATE: await file('state'),
      GITHUB_STEP_SUMMARY: await file('summary'),
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      ATMOS_PRO_BASE_URL: server,
    },
  };
}

function savedLock({ environment }: Job): string {
  const lock = { id: 'lock-1', key: 'acme/infra/dev/vpc', until: 4_000_000_000_000 };
  const connection = {
    workspaceId: 'ws_1',
    baseUrl: environment['ATMOS_PRO_BASE_URL'],
    endpoint: 'api/v1',
    audience: 'atmos-pro.com',
  };
  const folder = join(environment['RUNNER_TEMP'] ?? '', 'atmos-pro-lock-1');
  return JSON.stringify({ connection, server: 'renewing', locks: [lock], isShared: false, folder });
}

const component = { INPUT_COMPONENT: 'vpc', INPUT_STACK: 'dev' };

/** Every step that a workflow waits for. */
export function actionStarts(job: Job): readonly ActionStart[] {
  const token = JSON.stringify({ host: 'github.com', owner: 'acme', token: `ghs_${'x'.repeat(36)}` });
  const changes = JSON.stringify({ tokenVariables: ['GITHUB_STS_TOKEN'] });
  return [
    { step: 'setup-sts/main', first: 'request', variables: {} },
    {
      step: 'setup-sts/post',
      first: 'request',
      variables: {
        'STATE_token-count': '1',
        STATE_revoke: 'true',
        'STATE_token-0': token,
        STATE_changes: changes,
      },
    },
    { step: 'lock-stack/main', first: 'request', variables: component },
    { step: 'lock-stack/post', first: 'request', variables: { STATE_taken: savedLock(job) } },
    { step: 'unlock-stack/main', first: 'request', variables: component },
    { step: 'upload-affected/main', first: 'request', variables: {} },
    { step: 'upload-instances/main', first: 'request', variables: {} },
    {
      step: 'upload-status/main',
      first: 'request',
      variables: { ...component, INPUT_COMMAND: 'apply', 'INPUT_EXIT-CODE': '0', GITHUB_SHA: job.base },
    },
    { step: 'commit/main', first: 'request', variables: { INPUT_MESSAGE: 'format', INPUT_ALL: 'true' } },
    { step: 'validate-trust-policy/main', first: 'output', variables: {} },
  ];
}
