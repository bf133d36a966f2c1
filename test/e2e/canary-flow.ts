/** One whole flow with everything that can go wrong in it: what was secret, and every place that could have kept it. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServerProcess } from '../../src/cli/demo/server-process.ts';
import { watchCommandLines } from '../support/command-lines.ts';
import { cleanGitEnvironment } from '../support/real-git.ts';
import { startRelay } from '../support/recording-relay.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import type { Secrets } from '../support/secrets.ts';
import { startSimulator } from '../support/simulator.ts';
import type { StoreEngine } from '../support/stores.ts';
import { startCollector } from './canary-collector.ts';
import { renderConfig, workspaceId } from './canary-config.ts';
import { databasePassword, startDatabase } from './canary-database.ts';
import { echo, misuse } from './canary-misuse.ts';
import { collectJobPlaces, collectSecrets, isExchange, type Trace, withoutPayload } from './canary-places.ts';
import { createCanaryAdmin, playRevocation } from './canary-revocation.ts';
import { isSignInEnd, playSignIn, withoutCookies } from './canary-sign-in.ts';
import { carelessScript, gitScript, readTree, runScript } from './canary-steps.ts';
import { jobSecrets, playUploads } from './canary-uploads.ts';
import { clientSecret, seed, tokenKey } from './canary-world.ts';

const cli = resolve(import.meta.dirname, '../../src/cli/main.ts');
export interface FlowOptions {
  readonly gitConfig: 'env' | 'file';
  readonly engine: StoreEngine;
}

export interface Flow {
  readonly secrets: Secrets;
  /** Name to text; none may hold a secret. */
  readonly places: Readonly<Record<string, string>>;
  readonly traces: readonly Trace[];
  /** Bodies of all requests to the server. */
  readonly requests: string;
  /** Bytes of the database as they are, the server's own signing keys included. */
  readonly database: string;
  readonly signingKey: string;
}

/** Plays it. Nothing is left running, and nothing on disk. */
export async function playFlow(options: FlowOptions): Promise<Flow> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'canary-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const database = await startDatabase(options.engine, directory);
  stack.defer(database.stop);
  const tokenFormat = options.gitConfig === 'env' ? 'stateful' : 'stateless';
  const simulator = stack.use(await startSimulator({ seed: { ...seed, token_format: tokenFormat } }));
  const gitHub = stack.use(await startRelay(simulator.origin));
  const commandLines = watchCommandLines();
  stack.defer(async () => void commandLines.stop());

  const configFile = join(directory, 'atmos-pro.yaml');
  const admin = createCanaryAdmin();
  const config = renderConfig({ simulator, gitHubUrl: gitHub.url, directory, admin: admin.entry });
  await writeFile(configFile, JSON.stringify(config));
  const collector = stack.use(await startCollector());
  const serverEnvironment = {
    PATH: process.env['PATH'] ?? '',
    ATMOS_PRO_LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ATMOS_PRO_GITHUB_CLIENT_SECRET: clientSecret,
    ATMOS_PRO_TOKEN_ENCRYPTION_KEY: tokenKey,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: [...simulator.world.apps.values()][0]?.privateKey ?? '',
    ...database.environment,
  };
  const serverProcess = await startServerProcess(configFile, serverEnvironment);
  stack.defer(() => serverProcess.stop());
  const server = stack.use(await startRelay(serverProcess.url));

  const workshop = stack.use(await makeJobDirectory());
  const home = join(workshop.directory, 'home');
  await mkdir(home);
  const traces: Trace[] = [];
  const debugging = { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', ACTIONS_RUNNER_DEBUG: 'true' };

  async function step(
    name: string,
    who: 'plan' | 'stranger',
    inputs: Record<string, string>,
    more: Partial<Trace> = {},
  ) {
    const environment = {
      ...simulator.jobEnvironment(who),
      ...debugging,
      ATMOS_PRO_BASE_URL: server.url,
      ATMOS_PRO_WORKSPACE_ID: workspaceId,
    };
    const main = await runAction('setup-sts', 'main', {
      directory: workshop.directory,
      environment,
      inputs: { 'git-config': options.gitConfig, ...inputs },
    });
    traces.push({ name, raw: main.stdout + main.stderr, step: main, ...more });
    const later = {
      ...cleanGitEnvironment(home),
      ...simulator.environment,
      RUNNER_TEMP: join(workshop.directory, 'temp'),
      ...main.environmentFile,
    };
    if (main.exitCode === 0) {
      const cwd = await mkdtemp(join(workshop.directory, 'workspace', 'step-'));
      traces.push({ name: `${name}: git`, raw: await runScript(gitScript, cwd, later) });
      traces.push({
        name: `${name}: careless`,
        raw: await runScript(carelessScript, cwd, later),
        careless: true,
      });
    }
    const post = await runAction('setup-sts', 'post', {
      directory: workshop.directory,
      state: main.state,
      environment: { ...environment, ...main.environmentFile },
    });
    traces.push({ name: `${name}: post`, raw: post.stdout + post.stderr, step: post });
  }

  await step('granted', 'plan', { sources: 'platform/modules' });
  simulator.faults.add({
    route: 'apps/revoke-installation-access-token',
    fault: { kind: 'status', status: 500 },
    times: 3,
  });
  await step('granted twice', 'plan', {
    sources: 'platform/modules, acme/modules',
    'token-env': 'GH_TOKEN_{{ .owner }}',
  });
  await step('denied', 'stranger', { sources: 'platform/modules' });
  server.interfere = ({ request }) => (isExchange(request) ? 'cut' : undefined);
  await step('cut', 'plan', { sources: 'platform/modules' });
  server.interfere = echo;
  await step('echoed exchange', 'plan', { sources: 'platform/modules' }, { careless: true });
  server.interfere = (record) => (record.request.path.includes('/sts') ? echo(record) : undefined);
  await step('echoed mint', 'plan', { sources: 'platform/modules' }, { careless: true });
  server.interfere = () => undefined;
  simulator.faults.add({
    route: 'graphql',
    fault: { kind: 'status', status: 502, body: '<html>bad</html>' },
  });
  await step('GitHub fails', 'plan', { sources: 'platform/modules' });
  simulator.faults.clear();
  simulator.faults.add({ route: 'apps/create-installation-access-token', fault: { kind: 'cut-after' } });
  await step('GitHub cuts', 'plan', { sources: 'acme/modules' });
  simulator.faults.clear();
  await misuse(server, workspaceId);
  const leftByUploads = await playUploads({
    simulator,
    server,
    environment: { ...debugging, ATMOS_PRO_BASE_URL: server.url, ATMOS_PRO_WORKSPACE_ID: workspaceId },
    traces,
  });

  const signInSecrets = await playSignIn(server);

  // Before the ciphertexts are deleted.
  const withTokens = await database.read();
  await playRevocation(server, simulator, admin);

  const audit = spawnSync(process.execPath, [cli, 'audit', '--config', configFile, '--format', 'json'], {
    env: serverEnvironment,
    encoding: 'utf8',
  });
  const whileRunning = await database.read();
  const [, metricsUrl = ''] = /"metricsUrl":"([^"]+)"/.exec(serverProcess.log.join('\n')) ?? [];
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  await serverProcess.stop();
  const stored = withTokens + whileRunning + (await database.read());
  const [, signingKey = ''] = /"+d"+:"+([\w-]{43})"/.exec(stored) ?? [];
  const secrets = collectSecrets(simulator, { server: server.records, gitHub: gitHub.records });
  return {
    secrets: {
      ...secrets,
      ...jobSecrets,
      ...signInSecrets,
      'signing key of sessions': signingKey,
      'admin token': admin.token,
      'token encryption key': tokenKey,
      'token encryption key, its bytes': Buffer.from(tokenKey, 'base64').toString('hex'),
      ...(options.engine === 'postgres' ? { 'password of the database': databasePassword } : {}),
    },
    traces,
    requests: server.records.map(({ request }) => request.body).join('\n'),
    database: stored,
    signingKey,
    places: {
      'server log': serverProcess.log.join('\n'),
      metrics,
      traces: collector.bodies.join('\n'),
      // Replicas share the key that signs sessions through the database, so it has to be there; nothing else may be.
      'database but the signing key': stored.replaceAll(signingKey, ''),
      'audit command': audit.stdout + audit.stderr,
      'answers of the API': server.records.map(withoutCookies).map(withoutPayload).join('\n'),
      'addresses of requests': [
        ...server.records.filter(({ request }) => !request.path.includes('?token=')),
        ...gitHub.records,
      ]
        .filter((record) => !isSignInEnd(record))
        .map(({ request }) => request.path)
        .join('\n'),
      'journal of the simulator': JSON.stringify(simulator.journal.entries()),
      'command lines': commandLines.stop(),
      'disk after the job': (await readTree(workshop.directory)) + leftByUploads,
      ...collectJobPlaces(traces, options),
    },
  };
}
