/** Mutants of reviews. */
import { chain, fails, type Mutant, pass, push, single, upload } from './mutant.ts';
import { reviewingWorkspaces } from './seed.ts';

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
    ],
    steps: [fails('vpc'), upload(chain), pass(60)],
    scene: { workspaces: reviewingWorkspaces },
  },
];
