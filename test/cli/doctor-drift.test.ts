/** What the doctor finds where drift is detected: workflows that cannot be started, and issues that the App may not write. */
import { describe, expect, test } from '@jest/globals';
import { examine, findings, inputs, permissions, soundPro, startScene } from './doctor-deployments-scene.ts';

describe('drift', () => {
  test('of which issues are opened needs an App that may write them', async () => {
    await using scene = await startScene({ drift: { issues: 'cause' } });
    expect(findings(await examine(scene))).toEqual({
      'app-permission': [expect.stringContaining('`issues: write`')],
    });
    const app = { permissions: { ...permissions, issues: 'write' } };
    await using other = await startScene({ drift: { issues: 'cause' }, app });
    expect(findings(await examine(other))).toEqual({});
  });

  test.each([
    ['does not exist', 'gone.yaml', 'workflow-missing'],
    ['cannot be dispatched', 'affected.yaml', 'workflow-unusable'],
    ['does not declare an input', 'plan.yaml', 'workflow-inputs'],
  ])('is detected by a workflow that %s', async (_name, file, finding) => {
    const detect = { workflows: { [file]: { inputs: { ...inputs, depth: '1' } } } };
    const pro = { ...soundPro, drift_detection: { enabled: true, detect } };
    await using scene = await startScene({ pro });
    expect(Object.keys(findings(await examine(scene)))).toEqual([finding]);
  });
});
