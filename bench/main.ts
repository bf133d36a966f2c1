/**
 * Measures what the project promises and prints a table for each section. Also writes the figures to a JSON file.
 *
 * Usage: `npm run bench [-- --out FILE] [SECTION…]`; sections: github-calls, mint-latency, exchange, matcher, lint, startup, validate-startup, locks, lock-hand-off, lock-dispatch,
 * upload-affected, commit-memory, uploads, instances-page, flood, pipelining, strangers, work, deliveries, dispatch, dispatch-2000, dispatch-unclear, takeover, render, drift-sweep,
 * plan-summary, pages, list-pages, live-update.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Section, SectionResult } from './section.ts';
import { renderSection } from './table.ts';

const sections: Readonly<Record<string, () => Promise<Section>>> = {
  'github-calls': async () => (await import('./sections/github-calls.ts')).githubCalls,
  'mint-latency': async () => (await import('./sections/mint-latency.ts')).mintLatency,
  flood: async () => (await import('./sections/flood.ts')).floodByStranger,
  exchange: async () => (await import('./sections/exchange.ts')).exchange,
  matcher: async () => (await import('./sections/matcher.ts')).matcher,
  lint: async () => (await import('./sections/lint.ts')).lintPolicies,
  'git-status': async () => (await import('./sections/git-status.ts')).gitStatus,
  startup: async () => (await import('./sections/startup.ts')).startup,
  locks: async () => (await import('./sections/locks.ts')).locks,
  'lock-hand-off': async () => (await import('./sections/lock-hand-off.ts')).lockHandOff,
  'lock-dispatch': async () => (await import('./sections/lock-dispatch.ts')).lockDispatch,
  uploads: async () => (await import('./sections/uploads.ts')).uploads,
  'instances-page': async () => (await import('./sections/instances-page.ts')).instancesPage,
  work: async () => (await import('./sections/work.ts')).work,
  'upload-affected': async () => (await import('./sections/upload-affected.ts')).uploadAffected,
  'commit-memory': async () => (await import('./sections/commit-memory.ts')).commitMemory,
  pipelining: async () => (await import('./sections/pipelining.ts')).pipelining,
  strangers: async () => (await import('./sections/strangers.ts')).strangers,
  deliveries: async () => (await import('./sections/deliveries.ts')).deliveries,
  dispatch: async () => (await import('./sections/dispatch.ts')).dispatch,
  'dispatch-2000': async () => (await import('./sections/dispatch-2000.ts')).dispatch2000,
  'dispatch-unclear': async () => (await import('./sections/dispatch-unclear.ts')).dispatchUnclear,
  takeover: async () => (await import('./sections/takeover.ts')).takeover,
  'drift-sweep': async () => (await import('./sections/drift-sweep.ts')).driftSweep,
  render: async () => (await import('./sections/render.ts')).render,
  'plan-summary': async () => (await import('./sections/plan-summary.ts')).planSummary,
  pages: async () => (await import('./sections/pages.ts')).pages,
  'list-pages': async () => (await import('./sections/list-pages.ts')).listPages,
  'live-update': async () => (await import('./sections/live-update.ts')).liveUpdate,
  'validate-startup': async () => (await import('./sections/validate-startup.ts')).validateStartup,
};

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: 'build/bench.json' } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(sections);
const results: Record<string, SectionResult> = {};
for (const name of names) {
  const load = sections[name];
  if (load === undefined)
    throw new Error(`no section ${name}; there are ${Object.keys(sections).join(', ')}`);
  results[name] = await (await load()).measure();
  console.log(renderSection(results[name]));
}
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' };
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(
  values.out,
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, results }, null, 2)}\n`,
);
console.log(`\nFigures written to ${values.out}`);
