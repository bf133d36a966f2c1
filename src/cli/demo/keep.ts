/** Prints commands for another terminal while server and simulator keep running. */
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { controlPrefix } from '../../simulator/control/control.ts';
import { renderExports } from '../../simulator/control/exports.ts';
import { fullNameOf } from '../../simulator/world/world.ts';
import { causesPath, instancePath, locksPath, overviewPath } from '../../web/addresses.ts';
import type { Href } from '../../web/html.ts';
import { actionFolder } from '../bundled-actions.ts';
import { programFile } from '../program-file.ts';
import { changeTag, component, detect } from './acts/drift/change-tag.ts';
import { playInStacks, uploadInventory } from './acts/stacks-scene.ts';
import type { DemoReport } from './report.ts';
import type { Stage } from './stage.ts';
import { stacksRepository, workspaceId } from './world.ts';

const driftedStack = 'dev';

interface Suggestion {
  readonly what: string;
  readonly commands: readonly string[];
}

/** In a checkout, or with the package installed. */
const program = extname(programFile) === '.ts' ? 'npm run --silent atmos-pro --' : 'atmos-pro';

/** For a shell in another terminal: both addresses, and an admin token for this server alone. */
async function writeEnvironment(stage: Stage): Promise<string> {
  const { directory, simulator, serverProcess, configFile, adminToken } = stage;
  const file = join(directory, 'demo.sh');
  const control = `${simulator.origin}${controlPrefix}`;
  const environment = {
    DEMO_CONFIG: configFile,
    DEMO_CONTROL: control,
    // Of the simulator; the requests below are to loopback.
    CURL_CA_BUNDLE: simulator.caFile ?? '',
    NODE_EXTRA_CA_CERTS: simulator.caFile ?? '',
    GITHUB_SIMULATOR_URL: simulator.origin,
    ATMOS_PRO_BASE_URL: serverProcess.url,
    ATMOS_PRO_ADMIN_TOKEN: adminToken,
  };
  await writeFile(file, renderExports(environment), { mode: 0o600 });
  return file;
}

function act(fields: object): string {
  const body = JSON.stringify({ as: 'alice', repository: stacksRepository, ...fields });
  return `curl -sS -d '${body}' "$DEMO_CONTROL/people"`;
}

function suggestionsFor(environmentFile: string): readonly Suggestion[] {
  const pull = { branch: 'again', files: { 'stacks/dev.yaml': 'vars: { stage: dev }\n' } };
  return [
    { what: 'In another terminal, first', commands: [`. ${environmentFile}`] },
    { what: 'Check that the server is ready', commands: [`${program} health --url "$ATMOS_PRO_BASE_URL"`] },
    {
      what: 'List the locks that are held',
      commands: [`${program} locks list --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId}`],
    },
    {
      what: 'See why an instance drifts, and remediate it',
      commands: [
        `${program} drift causes --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId}`,
        `${program} drift remediate ${stacksRepository} ${driftedStack} ${component} --reason "tag changed by hand" --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId}`,
      ],
    },
    {
      what: 'Read the audit log, and verify that it was not changed',
      commands: [
        `${program} audit --config "$DEMO_CONFIG" --workspace ${workspaceId}`,
        `${program} audit verify --config "$DEMO_CONFIG"`,
      ],
    },
    {
      what: 'List the GitHub tokens of jobs. Alice can revoke them on the page Tokens of the dashboard',
      commands: [`${program} tokens list --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId}`],
    },
    {
      what: 'Open another pull request as alice. Its plans take a few seconds',
      commands: [
        act({ do: 'push', ...pull }),
        act({ do: 'open', head: 'again' }),
        `${program} batches list --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId}`,
        `${program} deliveries list --url "$ATMOS_PRO_BASE_URL" --workspace ${workspaceId} --limit 10`,
        `curl -sS "$DEMO_CONTROL/comments?repository=${stacksRepository}"`,
        `curl -sS "$DEMO_CONTROL/runs?repository=${stacksRepository}"`,
      ],
    },
    {
      what: 'Run one action in a job of its own',
      commands: [
        `${program} simulate run-step --job first --action ${actionFolder('lock-stack')} --with component=dns --with stack=prod --with workspace-id=${workspaceId} --with base-url="$ATMOS_PRO_BASE_URL"`,
      ],
    },
    {
      what: 'List every request that the simulated GitHub has answered',
      commands: ['curl -sS "$DEMO_CONTROL/journal"'],
    },
  ];
}

/** Something to see, and to free: a lock that outlives its job. */
async function freezeComponent(stage: Stage): Promise<void> {
  await stage.runJob('freeze', [
    {
      name: 'uses: actions/lock-stack (dns in dev, kind: hold)',
      uses: actionFolder('lock-stack'),
      with: {
        ...{ 'workspace-id': workspaceId, 'base-url': stage.serverProcess.url },
        ...{
          component: 'dns',
          stack: 'dev',
          kind: 'hold',
          ttl: '28800',
          message: 'freeze until the release is out',
        },
      },
    },
  ]);
}

/** Something to see, and to remediate: a tag that was changed by hand. */
async function leaveDrift(stage: Stage, report: DemoReport): Promise<void> {
  await playInStacks(stage, report, async (scene) => {
    await uploadInventory(scene, 'Keep');
    await changeTag(stage, driftedStack, 'sales');
    await detect(scene, [driftedStack]);
  });
}

/** Of the instance that `leaveDrift` leaves. */
function driftedPage({ simulator }: Stage): Href {
  const { world } = simulator;
  const repository = [...world.repositories.values()].find(
    (one) => fullNameOf(world, one) === stacksRepository,
  );
  const repositoryId = String(repository?.id ?? '');
  return instancePath(workspaceId, {
    ...{ repositoryId, stack: driftedStack, component, componentType: 'terraform' },
  });
}

export async function showSuggestions(stage: Stage, report: DemoReport): Promise<void> {
  report.chapter('Left for you: a lock that is held, and an instance that drifts');
  await freezeComponent(stage);
  await leaveDrift(stage, report);
  report.chapter('Server and simulator keep running. Press Ctrl-C to stop them.');
  for (const { what, commands } of suggestionsFor(await writeEnvironment(stage))) {
    report.say(`${what}:`);
    for (const command of commands) report.say(`  ${command}`);
  }
  const { url } = stage.serverProcess;
  report.say(`Open the dashboard in a browser: ${url}${overviewPath(workspaceId)}`);
  report.say(`The instance that drifts, ${component} in ${driftedStack}: ${url}${driftedPage(stage)}`);
  report.say(`The causes of drift, which alice can remediate: ${url}${causesPath(workspaceId)}`);
  report.say(`The lock that is held, and that alice can free: ${url}${locksPath(workspaceId)}`);
  report.say('Sign in as alice, who may free the lock of dns in dev, or as bob, who may not.');
}
