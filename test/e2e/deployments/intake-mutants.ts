/** Mutants of what comes in: uploads in parts, deliveries that were missed, releases, groups of a merge queue. */
import { chain, type Mutant, pass, push, single, upload } from './mutant.ts';
import type { SceneOptions } from './scene.ts';
import { queueWorkflows } from './seed.ts';

const queueScene: SceneOptions = {
  workflows: queueWorkflows,
  mergeQueues: [{ branch: 'main', checks: ['Atmos Pro'] }],
};

/** Two pull requests are tested in one group. */
const pairScene: SceneOptions = {
  workflows: queueWorkflows,
  mergeQueues: [{ branch: 'main', checks: ['Atmos Pro'], group_size: { min: 2, wait_minutes: 30 } }],
};
/** The upload that lists nothing. */
const none = 4;

export const intakeMutants: readonly Mutant[] = [
  {
    name: 'an upload is whole with its first part',
    edits: [
      {
        file: 'server/stacks/uploads/upload-table.ts',
        from: 'const isWhole = received === batch.total;',
        to: 'const isWhole = received >= 1;',
      },
      {
        file: 'server/stacks/uploads/upload-work-table.ts',
        from: 'total: row.total,',
        to: 'total: row.received,',
      },
    ],
    steps: [{ do: 'upload-parts', pull: 1, graph: chain, seconds: 40 }, pass(15)],
  },
  {
    name: 'a delivery that GitHub lists as delivered is not missed',
    edits: [
      {
        file: 'github/deliveries.ts',
        from: "if (typeof event !== 'string' || !Number.isFinite(deliveredAt)) return undefined;",
        to: "if (typeof event !== 'string' || value['status_code'] === 200) return undefined;",
      },
    ],
    steps: [
      upload(single),
      pass(40),
      { do: 'hooks', mode: 'drop', event: 'merge_group', times: 1 },
      { do: 'hooks', mode: 'drop', event: 'check_suite', times: 1 },
      { do: 'enqueue', pull: 1 },
      pass(5),
      { do: 'pretend' },
      { do: 'stop' },
      { do: 'start' },
      pass(40),
    ],
    scene: queueScene,
  },
  {
    name: 'a group of the merge queue without an upload passes',
    edits: [
      {
        file: 'domain/dispatch/no-upload.ts',
        from: "if (hadWired && activity.event === 'merge_group') {",
        to: "if (!hadWired && activity.event === 'merge_group') {",
      },
    ],
    steps: [upload(single), pass(40), { do: 'enqueue', pull: 1 }, pass(150), pass(150)],
    scene: queueScene,
  },
  {
    name: 'only the last pull request of a group counts',
    edits: [
      {
        file: 'server/deployments/waiting-facts.ts',
        from: 'return (await listGroupPulls(db, batch)).map((number) => namePullSubject({ number }));',
        to: 'return (await listGroupPulls(db, batch)).slice(-1).map((number) => namePullSubject({ number }));',
      },
    ],
    steps: [
      upload(single),
      push(2),
      upload(none, 2),
      pass(40),
      { do: 'enqueue', pull: 1 },
      { do: 'enqueue', pull: 2 },
      pass(150),
      pass(150),
    ],
    scene: pairScene,
  },
  {
    name: 'only the comment of the last pull request shows a group',
    edits: [
      {
        file: 'server/deployments/group-reports.ts',
        from: "ofTable('merge_groups').union(ofTable('merge_group_pulls'))",
        to: "ofTable('merge_groups')",
      },
    ],
    steps: [
      upload(single),
      push(2),
      upload(single, 2),
      pass(40),
      { do: 'enqueue', pull: 1 },
      { do: 'enqueue', pull: 2 },
      { do: 'upload-group', pull: 1, graph: single },
      pass(40),
    ],
    scene: pairScene,
  },
  {
    name: 'a component that declares both activities of one publication runs for each',
    edits: [
      {
        file: 'domain/dispatch/resolve-workflows.ts',
        from: 'besidePublished.has(activity) &&',
        to: "activity === 'none' &&",
      },
    ],
    steps: [{ do: 'inventory', activities: ['published', 'released'] }, { do: 'publish' }, pass(40)],
  },
];
