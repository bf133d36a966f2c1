/** Server, simulator and tools for the examples: `examples/atmos-pro.yaml` as it stands, but for what is said below. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { bundledActions } from '../../../src/cli/bundled-actions.ts';
import { startServerProcess } from '../../../src/cli/demo/server-process.ts';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { createWorkflowRun } from '../../../src/simulator/workflows/create-run.ts';
import { readWorkflowFile } from '../../../src/simulator/workflows/read-workflow.ts';
import { findAccount } from '../../../src/simulator/world/world.ts';
import { realGit } from '../../support/real-git.ts';
import { startSimulator } from '../../support/simulator.ts';
import { readProjectFile } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';
import { installTools } from './example-tools.ts';
import { branch, exampleWorld, pullNumber } from './example-world.ts';

const repository = 'acme/infra';
const pageUrl = 'https://atmos-pro.example.com';

const run = promisify(execFile);
/** A secret that a workflow passes to atmos. */
const datadogKey = 'dd-0123456789';

/** An event of acme/infra, as GitHub would tell it, and the run that it starts. */
export interface Occasion {
  readonly name: string;
  readonly event: string;
  /** `github.event` */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  readonly ref: string;
  readonly sha: string;
  /** Whether it is about the pull request. */
  readonly isPull?: boolean | undefined;
}

/** Not in `examples/atmos-pro.yaml`: a second source, an admin who reads the audit, and `force` for the page that shows it. */
function serverConfig(directory: string, adminToken: string): string {
  const document = parse(readProjectFile('examples/atmos-pro.yaml')) as ServerConfigDocument;
  const [workspace] = document.workspaces;
  const infra = workspace?.repositories.find(({ name }) => name === repository);
  infra?.permissions?.push({ permission: 'ws:locks:force' });
  // A row of the gallery: pull requests may ask for tokens.
  infra?.permissions?.push({ permission: 'ws:sts:create', branch: 'feature/.*' });
  workspace?.repositories.push({ name: 'acme/policies' });
  const file = join(directory, 'atmos-pro.yaml');
  const sha256 = hashAdminToken(adminToken).toString('hex');
  const own = {
    listen: { port: 0 },
    database: { path: join(directory, 'atmos-pro.db') },
    admin_tokens: [{ name: 'tests', sha256 }],
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ ...document, ...own }));
  return file;
}

interface AuditEntry {
  readonly at: string;
  readonly event: string;
  readonly outcome: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export async function startExampleScene() {
  const directory = mkdtempSync(join(tmpdir(), 'examples-'));
  const bin = installTools(directory);
  /** Of every process. */
  const machine = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    CHECKPOINT_DISABLE: '1',
    ATMOS_TELEMETRY_ENABLED: 'false',
    ATMOS_VERSION_CHECK_ENABLED: 'false',
  };
  /** Of every job. */
  const variables: Record<string, string> = {
    ...machine,
    ATMOS_PRO_WORKSPACE_ID: 'ws_acme',
    DATADOG_API_KEY: datadogKey,
  };
  const simulator = await startSimulator({
    seed: {
      ...exampleWorld(),
      actions: { execute: true, start_after: 0, plays: { 'example.yml': { after: 0 } } },
    },
    shape: 'github.com',
    execution: { actions: bundledActions(), variables },
    verifyResponses: false,
  });
  const { world } = simulator;
  const environment = { ...machine, ...simulator.environment };
  const adminToken = createAdminToken();
  const [app] = world.apps.values();
  const server = await startServerProcess(serverConfig(directory, adminToken), {
    ...environment,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey ?? '',
  });
  variables['ATMOS_PRO_BASE_URL'] = server.url;
  const found = [...world.repositories.values()].find(({ name }) => name === 'infra');
  if (found === undefined) throw new Error(`the world has no ${repository}`);
  const gitDirectory = found.git.path;
  const git = (...args: readonly string[]): string => {
    const { ok, stdout, stderr } = realGit(['--git-dir', gitDirectory, ...args], { directory });
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  };
  const base = git('rev-parse', 'refs/heads/main');
  const head = git('rev-parse', `refs/heads/${branch}`);
  const tree = git('rev-parse', `${head}^{tree}`);
  // GitHub's test merge; the branch starts at main, so its tree is the branch's.
  const merge = git('commit-tree', tree, '-p', base, '-p', head, '-m', 'Merge');
  git('update-ref', `refs/pull/${pullNumber}/merge`, merge);
  const queue = `refs/heads/gh-readonly-queue/main/pr-${pullNumber}-${base}`;
  git('update-ref', queue, merge);

  const pullRequest = (action: string, merged = false): Occasion => ({
    name: `pull_request ${action}${merged ? ', merged' : ''}`,
    event: 'pull_request',
    payload: {
      action,
      number: pullNumber,
      pull_request: {
        number: pullNumber,
        merged,
        merge_commit_sha: merge,
        head: { sha: head, ref: branch },
        base: { sha: base, ref: 'main' },
      },
      repository: { default_branch: 'main', full_name: repository },
    },
    ref: `refs/pull/${pullNumber}/merge`,
    sha: merge,
    isPull: true,
  });
  const onMain = (
    event: string,
    payload: object = {},
    inputs?: Readonly<Record<string, string>>,
  ): Occasion => ({
    name: event,
    event,
    payload: { ref: 'refs/heads/main', repository: { default_branch: 'main' }, inputs, ...payload },
    inputs,
    ref: 'refs/heads/main',
    sha: base,
  });
  const mergeGroup: Occasion = {
    name: 'merge_group',
    event: 'merge_group',
    payload: {
      action: 'checks_requested',
      merge_group: { head_sha: merge, head_ref: queue, base_sha: base, base_ref: 'refs/heads/main' },
    },
    ref: queue,
    sha: merge,
  };

  const pullHead = {
    ...{ sha: head, ref: branch, baseRef: 'main' },
    ...{ repositoryId: found.id, number: pullNumber },
  };

  async function read(path: string): Promise<Readonly<Record<string, unknown>>> {
    const separator = path.includes('?') ? '&' : '?';
    const response = await fetch(`${server.url}/api/v1${path}${separator}workspace=ws_acme`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const { data = {} } = (await response.json()) as { readonly data?: Readonly<Record<string, unknown>> };
    return data;
  }

  return {
    simulator,
    directory,
    base,
    head,
    merge,
    git,
    read,
    occasions: { pullRequest, onMain, mergeGroup },
    /** The jobs of an example's run. Its text runs but for the address of the server. */
    async play(text: string, { event, ref, sha, payload, inputs, isPull, name }: Occasion) {
      // Some pages show the jobs alone.
      const whole = /^on:/m.test(text) ? text : `on: ${event}\n${text}`;
      const file = readWorkflowFile(whole.replaceAll(pageUrl, server.url));
      if (file.status === 'refused') throw new Error(file.refusal.message);
      if (!file.value.triggers.has(event)) throw new Error(`${event} does not start this workflow`);
      const run = createWorkflowRun(world, {
        repository: found,
        path: '.github/workflows/example.yml',
        file: file.value,
        ...{ event, ref, sha, payload, inputs, title: name },
        actorId: findAccount(world, 'octocat')?.id ?? 0,
        head: isPull === true ? pullHead : undefined,
      });
      await until(() => run?.conclusion !== undefined);
      if (run?.flow?.problem !== undefined) throw new Error(run.flow.problem);
      return run?.flow?.jobs ?? [];
    },
    /** Audit entries of an event, the newest last. */
    async audited(event: string): Promise<readonly AuditEntry[]> {
      const { entries = [] } = await read(`/audit?order=newest&limit=100&event=${event}`);
      return (entries as readonly AuditEntry[]).toReversed();
    },
    /** What tools were called with, each line after its time. */
    calls(tool: string): readonly string[] {
      const path = join(directory, 'log', tool);
      return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    },
    until,
    datadogKey,
    /** Standard output of a command as an admin runs it after the upload of the pull request. */
    async shell(command: string): Promise<string> {
      const variables = { ATMOS_PRO_ADMIN_TOKEN: adminToken, ATMOS_PRO_BASE_URL: server.url, SHA: head };
      const { stdout } = await run('bash', ['--norc', '-euc', command], {
        env: { ...environment, ...variables },
      });
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type ExampleScene = Awaited<ReturnType<typeof startExampleScene>>;
