/** Plays acts of the demo on one stage. Everything runs on loopback and in a temporary directory, which is removed at the end. */
import { waitForEndSignal } from '../signals.ts';
import type { DemoAct } from './acts/act.ts';
import { showSuggestions } from './keep.ts';
import type { DemoReport } from './report.ts';
import { openStage } from './stage.ts';
import { workspaceId } from './world.ts';

/** What to read after the acts. */
const pages = [
  ['Run the server yourself', 'docs/self-hosting.md'],
  ['Write a trust policy', 'docs/trust-policies.md'],
  ['Lock stacks', 'docs/locks.md'],
  ['Plan and apply pull requests', 'docs/deployments.md'],
  ['Detect and remediate drift', 'docs/drift.md'],
  ['Use the simulator in your own tests', 'docs/simulator.md'],
] as const;

interface DemoOptions {
  readonly acts: readonly DemoAct[];
  /** Waits for Ctrl-C after the acts. */
  readonly keep: boolean;
}

function showPages(report: DemoReport): void {
  report.chapter('What to read next');
  const width = Math.max(...pages.map(([what]) => what.length));
  for (const [what, page] of pages) report.say(`${what.padEnd(width)}  ${page}`);
}

function showVerdict(report: DemoReport): void {
  const failed = report.failed();
  report.chapter(failed.length === 0 ? 'All checks passed' : `Failed checks: ${failed.join(', ')}`);
}

/** Whether all acts were played: SIGINT and SIGTERM end it early. Nothing is left behind. */
export async function playDemo(report: DemoReport, { acts, keep }: DemoOptions): Promise<boolean> {
  let isPlayed = false;
  const ended = waitForEndSignal();
  report.chapter('Setup: a simulated GitHub and a server');
  const stage = await report.during('Starting', () => openStage(report));
  try {
    const { urls, proxyUrl } = stage.simulator;
    report.say(`Simulated GitHub: ${urls.server} and ${urls.api}, through the proxy ${proxyUrl}`);
    report.say(`Atmos Pro server: ${stage.serverProcess.url}/api/v1, workspace ${workspaceId}`);
    const played = (async () => {
      for (const act of acts) await act.play(stage, report);
      isPlayed = true;
      showVerdict(report);
      showPages(report);
      if (keep) {
        await showSuggestions(stage, report);
        await ended;
      }
    })();
    await Promise.race([played, ended]);
    return isPlayed;
  } finally {
    await stage.stop();
  }
}
