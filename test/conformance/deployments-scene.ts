/** The fixture repository on a simulated GitHub whose runners have the real Atmos CLI, and a server with deployments. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServerProcess } from '../../src/cli/demo/server-process.ts';
import { createHookSender } from '../../src/simulator/deliveries/send.ts';
import { actAs } from '../../src/simulator/people/people.ts';
import type { FilesSeed } from '../../src/simulator/seed/seed-types.ts';
import type { WorldUrls } from '../../src/simulator/world/world.ts';
import { startSimulator } from '../support/simulator.ts';
import { startTlsRelay } from '../support/tls-relay.ts';
import { until } from '../support/until.ts';

const repositoryName = 'acme/infra';
const webhookSecret = 'b'.repeat(32);
const fixture = join(import.meta.dirname, 'fixture');

const expression = (text: string) => `\${{ ${text} }}`;

/** Jobs get ID tokens, and check out all of the history. */
function workflow(
  name: string,
  on: string,
  { ref, run }: { readonly ref: string; readonly run: string },
): string {
  return `name: ${name}
run-name: ${name} \${{ inputs.atmos_pro_run_id }}
on: ${on}
permissions: { contents: read, id-token: write }
jobs:
  atmos:
    if: github.event.action != 'closed' || github.event.pull_request.merged
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with: { ref: "${ref}", fetch-depth: 0 }
      - run: ${run}
        env: { COMPONENT: "\${{ inputs.component }}", STACK: "\${{ inputs.stack }}" }
`;
}

/** A component, its stack and the commit to work on; what else `settings.pro` of the fixture passes. */
const dispatched = `{ workflow_dispatch: { inputs: { component: { required: true }, stack: { required: true }, sha: { required: true }, atmos_pro_run_id: {}, github_environment: {} } } }`;

/** `plan` and `apply` are what dispatched workflows run. */
function workflowFiles({ plan, apply }: { readonly plan: string; readonly apply: string }): FilesSeed {
  const files = {
    'inventory.yaml': workflow('inventory', '{ push: { branches: [main] } }', {
      ref: '',
      run: 'atmos list instances --upload',
    }),
    'affected.yaml': workflow(
      'affected',
      '{ pull_request: { types: [opened, synchronize, reopened, closed] } }',
      { ref: expression('github.event.pull_request.head.sha'), run: 'atmos describe affected --upload' },
    ),
    'plan.yaml': workflow('plan', dispatched, { ref: expression('inputs.sha'), run: plan }),
    'apply.yaml': workflow('apply', dispatched, { ref: expression('inputs.sha'), run: apply }),
  };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`.github/workflows/${name}`, text]));
}

function fixtureFiles(): FilesSeed {
  const names = readdirSync(fixture, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(fixture, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(fixture, name), 'utf8')]));
}

const permissions = ['ws:affected-stacks:create', 'ws:instances:create', 'ws:instances:update'];

const serverConfig = (directory: string, { server, api, issuer }: WorldUrls) => ({
  public_url: 'https://atmos-pro.test',
  listen: { port: 0 },
  database: { path: join(directory, 'atmos-pro.db') },
  github: { app_id: 1001, server_url: server, api_url: api },
  issuers: [{ issuer }],
  workspaces: [
    {
      id: 'ws_1',
      repositories: [
        {
          name: repositoryName,
          permissions: permissions.map((permission) => ({ permission })),
          deployments: {},
        },
      ],
    },
  ],
});

const app = {
  slug: 'atmos-pro',
  id: 1001,
  owner: 'acme',
  permissions: {
    ...({ actions: 'write', checks: 'write', contents: 'write', pull_requests: 'write' } as const),
    ...({ issues: 'read', merge_queues: 'read', deployments: 'read' } as const),
  },
  events: ['pull_request', 'merge_group', 'workflow_run', 'issue_comment', 'repository', 'deployment_review'],
  webhook: { url: 'http://127.0.0.1:9/webhooks/github', secret: webhookSecret },
};

export async function startConformanceDeployments(
  atmos: string,
  commands: { readonly plan: string; readonly apply: string },
) {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-deployments-'));
  const variables: Record<string, string> = {
    PATH: `${dirname(atmos)}:${process.env['PATH'] ?? ''}`,
    ATMOS_PRO_WORKSPACE_ID: 'ws_1',
    ATMOS_TELEMETRY_ENABLED: 'false',
    ATMOS_VERSION_CHECK_ENABLED: 'false',
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  };
  let serverUrl = '';
  const send = createHookSender();
  const simulator = await startSimulator({
    seed: {
      accounts: [
        { login: 'acme', id: 71 },
        { login: 'alice', type: 'User' },
      ],
      repositories: [
        {
          name: repositoryName,
          files: { ...fixtureFiles(), ...workflowFiles(commands) },
          people: { alice: 'write' },
        },
      ],
      apps: [app],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      actions: { execute: true, start_after: 0 },
    },
    // Over TLS, which the CLI insists on, and without the shape github.com: the CLI asks for ID tokens past its proxy.
    tls: true,
    execution: { actions: {}, variables },
    send: (request) => send({ ...request, url: `${serverUrl}/webhooks/github` }),
    verifyResponses: false,
  });
  const { world } = simulator;
  const configFile = join(directory, 'atmos-pro.yaml');
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(serverConfig(directory, simulator.urls)));
  const server = await startServerProcess(configFile, {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    ...simulator.environment,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: world.apps.get(1001)?.privateKey ?? '',
    ATMOS_PRO_GITHUB_WEBHOOK_SECRET: webhookSecret,
  });
  serverUrl = server.url;
  const front = await startTlsRelay(server.url);
  const authorities = join(directory, 'authorities.pem');
  writeFileSync(authorities, `${front.ca}${readFileSync(simulator.caFile ?? '', 'utf8')}`);
  variables['ATMOS_PRO_BASE_URL'] = front.url;
  variables['SSL_CERT_FILE'] = authorities;
  const [repository] = world.repositories.values();
  if (repository === undefined) throw new Error('the world is empty');

  return {
    repository,
    act: (what: string, fields: object) =>
      actAs(world, { as: 'alice', do: what, repository: repositoryName, ...fields }),
    runs: () =>
      [...world.runs.values()].flat().map((run) => ({ ...run, file: run.workflowFile.split('/').at(-1) })),
    /** Waits until the check of a commit is completed, or a run has failed. */
    async conclusionOf(sha: string | undefined) {
      const find = () => repository.checkRuns.findLast(({ headSha }) => headSha === sha);
      const hasFailed = () =>
        [...world.runs.values()].flat().some(({ conclusion }) => conclusion === 'failure');
      await until(() => find()?.status === 'completed' || hasFailed());
      return find()?.conclusion;
    },
    until,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await server.stop();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type ConformanceDeployments = Awaited<ReturnType<typeof startConformanceDeployments>>;
