/** Requests to GitHub's API per mint, counted in the simulator's journal: cold includes the exchange on a fresh server. */
import type { Section, Target } from '../section.ts';
import { type SceneOptions, startScene } from '../support/scene.ts';

const sizes: readonly SceneOptions[] = [1, 2, 10].flatMap((installations) =>
  [1, 10, 100, 1_000]
    .filter((sources) => sources >= installations)
    .map((sources) => ({ installations, sources })),
);

interface Counts extends SceneOptions {
  readonly tokens: number;
  readonly coldExchange: number;
  readonly coldMint: number;
  readonly warmExchange: number;
  readonly warmMint: number;
}

async function count(options: SceneOptions): Promise<Counts> {
  const scene = await startScene(options);
  const [first = '', second = ''] = await scene.issueIdTokens(2);
  const counted = async <T>(work: Promise<T>): Promise<{ value: T; calls: number }> => ({
    value: await work,
    calls: (await scene.takeJournal()).length,
  });
  const coldExchange = await counted(scene.exchange(first));
  const coldMint = await counted(scene.mint(coldExchange.value));
  const warmExchange = await counted(scene.exchange(second));
  const warmMint = await counted(scene.mint(warmExchange.value));
  await scene.stop();
  if (warmMint.value.repositories !== options.sources)
    throw new Error(`only ${warmMint.value.repositories} of ${options.sources} sources were granted`);
  const { tokens } = warmMint.value;
  return {
    ...options,
    tokens,
    coldExchange: coldExchange.calls,
    coldMint: coldMint.calls,
    warmExchange: warmExchange.calls,
    warmMint: warmMint.calls,
  };
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
      measured: worst(upTo100, (row) => row.coldExchange + row.coldMint),
      unit: 'calls',
    },
    {
      what: 'cold, one installation, 1,000 sources',
      limit: 14,
      measured: worst(thousand, (row) => row.coldExchange + row.coldMint),
      unit: 'calls',
    },
    {
      what: 'warm, one installation, up to 100 sources, beyond one policy read and one call per token',
      limit: 0,
      measured: worst(
        upTo100,
        (row) => row.warmExchange + row.warmMint - Math.ceil(row.sources / sourcesPerRead) - row.tokens,
      ),
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
        'Counted by the simulator. Cold: a server just started, a database just made. Warm: the second exchange and mint.',
      rows: counts.map((row) => ({
        installations: row.installations,
        sources: row.sources,
        tokens: row.tokens,
        'cold exchange': row.coldExchange,
        'cold mint': row.coldMint,
        'cold together': row.coldExchange + row.coldMint,
        'warm together': row.warmExchange + row.warmMint,
      })),
      targets: targetsOf(counts),
    };
  },
};
