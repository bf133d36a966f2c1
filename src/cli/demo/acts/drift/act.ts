/** A tag is changed by hand in three stacks: drift with one cause, which is remediated. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../../../../base/text.ts';
import type { Stage } from '../../stage.ts';
import { stacksRepository, workspaceId } from '../../world.ts';
import type { DemoAct } from '../act.ts';
import { type ProgramOutput, showProgram } from '../show-program.ts';
import { haveEnded, playInStacks, type StacksScene, uploadInventory } from '../stacks-scene.ts';
import { changeTag, component, detect } from './change-tag.ts';

const stacks = ['dev', 'staging', 'prod'];
/** Of the tag: the configured one, and the one set by hand. */
const values = ['platform', 'finance'] as const;
const shownStack = 'prod';
const pauseMs = 250;

function adminOf({ serverProcess, adminToken }: Stage): Readonly<Record<string, string>> {
  return {
    ATMOS_PRO_BASE_URL: serverProcess.url,
    ATMOS_PRO_WORKSPACE_ID: workspaceId,
    ATMOS_PRO_ADMIN_TOKEN: adminToken,
  };
}

/** As an admin: the address of the server and the token are in the environment. */
function showDrift(args: readonly string[], { stage, report }: StacksScene): Promise<ProgramOutput> {
  const environment = { ...stage.environment, ...adminOf(stage) };
  return showProgram(['drift', ...args], { environment }, report);
}

/** What a reader of a README sees. The command has the server read the badge again. */
async function showBadge(scene: StacksScene): Promise<string> {
  const args = ['badge', stacksRepository, '--stack', shownStack, '--component', component];
  const { output } = await showDrift(args, scene);
  const [, address = ''] = /\((http[^)]*)\)/.exec(output) ?? [];
  const picture = address === '' ? '' : await (await fetch(address)).text();
  const [, text = 'no badge'] = /<title>([^<]*)<\/title>/.exec(picture) ?? [];
  scene.report.say(`The badge of ${component} in ${shownStack} says: ${text}`);
  return text;
}

async function findCause(scene: StacksScene): Promise<void> {
  const { report, stage } = scene;
  report.chapter('Drift: a tag is changed by hand in the cloud account, in three stacks');
  for (const stack of stacks) await changeTag(stage, stack, values[1]);
  report.say('Alice does not wait for the nightly schedule, and runs the workflow "detect" of each stack:');
  await detect(scene, stacks);
  const causes = await showDrift(['causes'], scene);
  const rows = [...causes.output.matchAll(/^([0-9a-f]{16}) +(\d+) +(\d+) +(.*)$/gm)];
  const [[, id = '', instances, repositories, what = ''] = []] = rows;
  const one = await showDrift(['causes', '--cause', id], scene);
  report.expect(
    'drift-one-cause',
    'the drift of three stacks has one cause: a tag that was changed outside Terraform',
    rows.length === 1 &&
      `${instances} ${repositories}` === '3 1' &&
      /^`tags\.CostCenter` of `aws_s3_bucket` changed outside Terraform/.test(what) &&
      stacks.every((stack) =>
        new RegExp(`^${stacksRepository} +${stack} +${component}$`, 'm').test(one.output),
      ),
  );
}

/** Everything that the server tells of drift, and what it logged. */
async function checkValues({ stage, report }: StacksScene): Promise<void> {
  const answers = await Promise.all(
    [
      '/drift/causes?',
      `/drift/instance?repository=${stacksRepository}&stack=dev&component=${component}&`,
    ].map((path) => askServer(stage, path)),
  );
  const told = [...answers, ...stage.serverProcess.log].join('\n');
  report.expect(
    'drift-without-values',
    'the server knows the name of the tag, and neither of its values',
    told.includes('tags.CostCenter') && values.every((value) => !told.includes(value)),
  );
}

async function askServer(stage: Stage, path: string): Promise<string> {
  const response = await fetch(`${stage.serverProcess.url}/api/v1${path}workspace=${workspaceId}`, {
    headers: { authorization: `Bearer ${stage.adminToken}` },
  });
  return response.text();
}

/** Of the three instances, as the list of drift has it. */
async function readStatuses(stage: Stage): Promise<readonly unknown[]> {
  const answer: unknown = JSON.parse(await askServer(stage, `/drift?repository=${stacksRepository}&`));
  const data = isRecord(answer) ? answer['data'] : undefined;
  const instances = isRecord(data) && Array.isArray(data['instances']) ? data['instances'] : [];
  return instances.filter(isRecord).map(({ status }) => status);
}

async function remediate(scene: StacksScene): Promise<void> {
  const { report, stage } = scene;
  report.chapter('Drift: an admin remediates the three instances of the cause');
  const before = await showBadge(scene);
  const reason = ['--reason', 'tag changed by hand'];
  await Promise.all(
    stacks.map((stack) => showDrift(['remediate', stacksRepository, stack, component, ...reason], scene)),
  );
  const isOver = await report.during('Remediating', () =>
    stage.until(async () => {
      await sleep(pauseMs);
      return (await readStatuses(stage)).every((status) => status === 'remediated');
    }),
  );
  const [causes] = await Promise.all([
    showDrift(['causes'], scene),
    showDrift(['list', '--repository', stacksRepository], scene),
  ]);
  report.expect(
    'drift-remediated',
    'the workflow "remediate" ran for each, all are in sync, and the cause is gone',
    isOver && haveEnded(scene, 'remediate.yaml', stacks.length) && /^No drift\.$/m.test(causes.output),
  );
  const after = await showBadge(scene);
  report.expect(
    'badge-turns',
    `the badge turns from "${before}" to "${after}"`,
    before === 'drift: Drift detected' && after === 'drift: Remediated',
  );
}

export const drift: DemoAct = {
  name: 'drift',
  summary: 'a tag is changed by hand in three stacks: one cause, which is remediated',
  play: (stage, report) =>
    playInStacks(stage, report, async (scene) => {
      report.chapter('Drift: the inventory of acme/stacks has the same storage in three stacks');
      await uploadInventory(scene, 'Drift');
      await findCause(scene);
      await checkValues(scene);
      await remediate(scene);
    }),
};
