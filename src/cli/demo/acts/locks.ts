/** Two jobs want to apply the same component: the second waits, and its fencing token is higher. */
import type { JobResult, ScriptedStep } from '../../../simulator/runner/run-job.ts';
import { actionFolder } from '../../bundled-actions.ts';
import type { Stage } from '../stage.ts';
import { workspaceId } from '../world.ts';
import type { DemoAct } from './act.ts';

const component = 'eks';
const stack = 'prod';

function lockedJob({ serverProcess }: Stage, name: string, work: string): readonly ScriptedStep[] {
  return [
    {
      name: `${name}: uses: actions/lock-stack (${component} in ${stack})`,
      uses: actionFolder('lock-stack'),
      with: {
        ...{ 'workspace-id': workspaceId, 'base-url': serverProcess.url },
        ...{ component, stack, wait: '60', message: `${name} applies` },
      },
    },
    { name: `${name}: ${work}`, run: work },
  ];
}

function fencingTokenOf({ steps }: JobResult): string | undefined {
  return steps[0]?.result.outputs['fencing-token'];
}

export const locks: DemoAct = {
  name: 'locks',
  summary: 'two jobs want one lock, and the second waits',
  async play(stage, report) {
    report.chapter(`Locks: two jobs want to apply ${component} in ${stack} at the same time`);
    const [first, second] = await report.during('The second job waits for the first', async () => {
      let hasAnswer = false;
      const one = stage.runJob('first', lockedJob(stage, 'Job 1', 'sleep 1'), () => {
        hasAnswer = true;
      });
      await stage.until(() => hasAnswer);
      return Promise.all([one, stage.runJob('second', lockedJob(stage, 'Job 2', 'true'))]);
    });
    report.expect(
      'locks-both-succeed',
      'both jobs succeed',
      first.conclusion === 'success' && second.conclusion === 'success',
    );
    const tokens = [first, second].map(fencingTokenOf);
    report.expect(
      'locks-fencing',
      `the fencing token grows from ${tokens[0]} to ${tokens[1]}: a system that keeps the highest one can reject a late writer`,
      tokens[0] === '1' && tokens[1] === '2',
    );
  },
};
