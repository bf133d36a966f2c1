/** Measures whether a stranger can tell by time which workspaces exist: its exchange for an existing, a dangling and an absent one. */
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { startScene } from '../support/scene.ts';
import { foreignWorkspaceIds } from '../support/world.ts';

const kinds = [
  ['existing', foreignWorkspaceIds.existing],
  ['dangling', foreignWorkspaceIds.dangling],
  ['absent', 'ws_absent'],
] as const;
const warmRounds = 300;
const coldRounds = 40;
const maxDifference = 0.1;

type Samples = ReadonlyMap<string, number[]>;

function createSamples(): Samples {
  return new Map(kinds.map(([kind]) => [kind, []]));
}

/** How far the largest median is above the smallest, as a share. */
function difference(samples: Samples): number {
  const medians = [...samples.values()].map((sample) => summarize(sample).median);
  return Math.max(...medians) / Math.min(...medians) - 1;
}

export const strangers: Section = {
  name: 'strangers',
  async measure() {
    const scene = await startScene({ installations: 1, sources: 1 });
    async function time(workspace: string): Promise<number> {
      const [token = ''] = await scene.issueIdTokens(1);
      const before = performance.now();
      const response = await fetch(`${scene.url()}/api/v1/auth/github-oidc`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, workspaceId: workspace }),
      });
      await response.text();
      if (response.status !== 404) throw new Error(`a stranger was answered with ${response.status}`);
      return performance.now() - before;
    }
    const [cold, warm] = [createSamples(), createSamples()];
    for (let round = 0; round <= coldRounds; round += 1) {
      // No kind is always the first after another.
      for (const index of kinds.keys()) {
        const [kind, workspace] = kinds[(index + round) % kinds.length] ?? kinds[0];
        await scene.restart();
        const taken = await time(workspace);
        if (round > 0) cold.get(kind)?.push(taken);
      }
    }
    for (let round = 0; round < warmRounds; round += 1) {
      for (const index of kinds.keys()) {
        const [kind, workspace] = kinds[(index + round) % kinds.length] ?? kinds[0];
        warm.get(kind)?.push(await time(workspace));
      }
    }
    await scene.stop();
    const rows = kinds.map(([kind]) => ({
      workspace: kind,
      'cold median ms': summarize(cold.get(kind) ?? []).median,
      'warm median ms': summarize(warm.get(kind) ?? []).median,
    }));
    return {
      title: 'Exchange by a stranger',
      method: `${coldRounds} interleaved exchanges of each kind, each the first of a new server, then ${warmRounds} of each; SQLite on disk.`,
      rows,
      targets: [
        {
          what: 'cold: largest median above the smallest',
          limit: maxDifference,
          measured: difference(cold),
          unit: '',
        },
        {
          what: 'warm: largest median above the smallest',
          limit: maxDifference,
          measured: difference(warm),
          unit: '',
        },
      ],
    };
  },
};
