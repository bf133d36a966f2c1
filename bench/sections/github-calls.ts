/** Requests to GitHub's API per mint, counted in the simulator's journal, with the exchange before it. */
import type { Section, Target } from '../section.ts';
import { startScene } from '../support/scene.ts';
import type { WorldOptions } from '../support/world.ts';

const sizes: readonly WorldOptions[] = [1, 2, 10].flatMap((installations) =>
  [1, 10, 100, 1_000]
    .filter((sources) => sources >= installations)
    .map((sources) => ({ installations, sources })),
);

/** Requests of an exchange and the mint after it. */
interface Counts extends WorldOptions {
  readonly tokens: number;
  /** With a new database: the server resolves every name to its immutable id, once. */
  readonly first: number;
  /** With a server that has just started. */
  readonly cold: number;
  readonly warm: number;
}

async function count(options: WorldOptions): Promise<Counts> {
  const scene = await startScene(options);
  let tokens = 0;
  const exchangeAndMint = async (): Promise<number> => {
    const [idToken = ''] = await scene.issueIdTokens(1);
    const minted = await scene.mint(await scene.exchange(idToken));
    if (minted.repositories !== options.sources) {
      throw new Error(`only ${minted.repositories} of ${options.sources} sources were granted`);
    }
    tokens = minted.tokens;
    return (await scene.takeJournal()).length;
  };
  const first = await exchangeAndMint();
  await scene.restart();
  const cold = await exchangeAndMint();
  const warm = await exchangeAndMint();
  await scene.stop();
  return { ...options, tokens, first, cold, warm };
}

/** Policies of one query of the policy reader; a warm mint of more sources needs more of them. */
const sourcesPerRead = 100;

function targetsOf(counts: readonly Counts[]): Target[] {
  const single = counts.filter(({ installations }) => installations === 1);
  const upTo100 = single.filter(({ sources }) => sources <= 100);
  const thousand = single.filter(({ sources }) => sources === 1_000);
  const worst = (rows: readonly Counts[], of: (row: Counts) => number): number => Math.max(...rows.map(of));
  return [
    {
      what: 'cold, one installation, up to 100 sources',
      limit: 5,
      measured: worst(upTo100, (row) => Math.max(row.first, row.cold)),
      unit: 'calls',
    },
    {
      what: 'cold, one installation, 1,000 sources',
      limit: 14,
      measured: worst(thousand, (row) => row.cold),
      unit: 'calls',
    },
    {
      what: 'warm, one installation, up to 100 sources, beyond one policy read and one call per token',
      limit: 0,
      measured: worst(upTo100, (row) => row.warm - Math.ceil(row.sources / sourcesPerRead) - row.tokens),
      unit: 'calls',
    },
  ];
}

export const githubCalls: Section = {
  name: 'github-calls',
  async measure() {
    const counts: Counts[] = [];
    for (const size of sizes) counts.push(await count(size));
    return {
      title: 'Requests to GitHub per mint',
      method:
        'An exchange and the mint after it, counted by the simulator. First ever: on a new database. Cold: the server has just started.',
      rows: counts.map(({ first, cold, warm, ...row }) => ({ ...row, 'first ever': first, cold, warm })),
      targets: targetsOf(counts),
    };
  },
};
