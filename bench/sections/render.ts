/** Rendering comments and checks of big batches: the text is rebuilt at every update of progress, in the process that answers requests. */
import { renderCheck } from '../../src/domain/reports/check.ts';
import { renderComment } from '../../src/domain/reports/comment.ts';
import type { BatchReport, ReportRow } from '../../src/domain/reports/report.ts';
import { batch, comment, row, run } from '../../test/unit/domain/reports/samples.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const sizes = [10, 100, 500, 2_000, 5_000] as const;
const rounds = 30;
/** GitHub's limits of a comment and of a summary, in characters. */
const maxLength = 65_536;

const states: readonly Partial<ReportRow>[] = [
  { state: 'succeeded', result: 'changes', runs: [run] },
  { state: 'succeeded', result: 'no_changes', runs: [run] },
  { state: 'running', runs: [run] },
  { state: 'failed', reason: 'run', runs: [run] },
  { state: 'waiting', openParents: 1, blockedBy: 'network/vpc in plat-ue2-dev' },
];

function reportOf(size: number): BatchReport {
  const rows = Array.from({ length: size }, (_, index) =>
    row(`group/component-${index % 500}`, {
      stack: `plat-ue2-${Math.floor(index / 500)}`,
      ...states[index % states.length],
    }),
  );
  return batch({ rows });
}

function time(render: () => unknown): number {
  const from = performance.now();
  render();
  return performance.now() - from;
}

function measureSize(size: number) {
  const report = reportOf(size);
  const wanted = comment(report);
  const comments: number[] = [];
  const checks: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    const [commentMs, checkMs] = [time(() => renderComment(wanted)), time(() => renderCheck([report]))];
    if (round < 0) continue;
    comments.push(commentMs);
    checks.push(checkMs);
  }
  const longest = Math.max(renderComment(wanted).text.length, renderCheck([report]).summary.length);
  return { size, comment: summarize(comments), check: summarize(checks), longest };
}

export const render: Section = {
  name: 'render',
  async measure() {
    const measured = sizes.map(measureSize);
    const perNode = (size: number) => {
      const found = measured.find((one) => one.size === size);
      return (found?.comment.median ?? Number.NaN) / size;
    };
    return {
      title: 'Comment and check of a batch',
      method: `${rounds} renderings of each size, a fifth of the deployments in each of five states.`,
      rows: measured.map((one) => ({
        deployments: one.size,
        'comment, ms': one.comment.median,
        'comment p99': one.comment.p99,
        'check, ms': one.check.median,
        'check p99': one.check.p99,
        'longest text': one.longest,
      })),
      targets: [
        {
          what: 'comment: time per deployment, 5,000 over 500',
          limit: 2,
          measured: perNode(5_000) / perNode(500),
          unit: 'times',
        },
        {
          what: 'longest text',
          limit: maxLength,
          measured: Math.max(...measured.map(({ longest }) => longest)),
          unit: 'characters',
        },
      ],
    };
  },
};
