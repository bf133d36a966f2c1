/** Changes the tag of a component in the cloud account, behind Terraform's back, and has it detected. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../stage.ts';
import { actAsAlice, haveEnded, type StacksScene } from '../stacks-scene.ts';

export const component = 'storage';

/** `bin/atmos` of the repository plans and applies by this file. */
export async function changeTag({ accountDirectory }: Stage, stack: string, value: string): Promise<void> {
  await writeFile(join(accountDirectory, `${stack}-${component}-tag`), value);
}

/** Runs the workflow that the inventory declares, as the server does on a schedule. */
export async function detect(scene: StacksScene, stacks: readonly string[]): Promise<void> {
  for (const stack of stacks)
    await actAsAlice(scene, 'run_workflow', { workflow: 'detect.yaml', inputs: { component, stack } });
  await scene.report.during('Detecting', () =>
    scene.stage.until(() => haveEnded(scene, 'detect.yaml', stacks.length)),
  );
}
