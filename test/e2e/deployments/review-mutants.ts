/** Mutants of reviews. */
import type { HistoryEvent } from './history-events.ts';
import { chain, fails, type Mutant, pass, push, single, upload } from './mutant.ts';
import { reviewingWorkspaces } from './seed.ts';

/** GitHub refuses the next changes of a check. */
const unchanged = [0, 1, 2, 3, 4, 5].map(
  (skip): HistoryEvent => ({ do: 'fault', route: 'checks/update', kind: 'status', skip }),
);

export const reviewMutants: readonly Mutant[] = [
  {
    name: 'an approval outlives the commit that it is for',
    edits: [
      {
        file: 'server/projections/review-calls.ts',
        from: "return verdict !== 'approve' || sha !== standing.sha;",
        to: "return verdict === 'request_changes' && sha === standing.sha;",
      },
    ],
    steps: [upload(single), pass(40), pass(20), push(), pass(15)],
    scene: { workspaces: reviewingWorkspaces },
  },
  {
    name: 'a commit is approved though a deployment of it failed',
    edits: [
      {
        file: 'domain/reports/review.ts',
        from: "if (batches.some(hasFailed)) return 'request_changes';",
        to: "if (batches.some(hasFailed)) return 'approve';",
      },
      {
        // The check of the commit would hold the approval back too.
        file: 'server/projections/project-review.ts',
        from: "return standing.verdict === 'approve' && check?.isPassing !== true",
        to: "return standing.verdict === 'approve' && check === undefined",
      },
    ],
    steps: [fails('vpc'), upload(chain), pass(60)],
    scene: { workspaces: reviewingWorkspaces },
  },
  {
    name: 'a commit is approved before GitHub shows its check',
    edits: [
      {
        file: 'server/projections/project-review.ts',
        from: 'if (check?.isShown === false) {',
        to: 'if (false) {',
      },
    ],
    steps: [...unchanged, upload(single), pass(40)],
    scene: { workspaces: reviewingWorkspaces },
  },
];
