/** Prints the demo: chapters, the output of the jobs, and the checks. */
import { styleText } from 'node:util';
import type { StepReport } from '../../simulator/runner/player.ts';
import { type Progress, withProgress } from '../progress.ts';

type DemoCheck =
  | 'job-1-succeeds'
  | 'job-1-tokens'
  | 'job-2-fails'
  | 'job-2-reason'
  | 'tokens-revoked'
  | 'no-secret-leaked'
  | 'audit-complete'
  | 'policy-too-wide'
  | 'policy-fixed'
  | 'locks-both-succeed'
  | 'locks-fencing'
  | 'plans-in-order'
  | 'plans-succeed'
  | 'apply-fails'
  | 'apply-resumes'
  | 'apply-succeeds'
  | 'drift-one-cause'
  | 'drift-without-values'
  | 'drift-remediated'
  | 'badge-turns';

export interface DemoReport {
  chapter(title: string): void;
  say(text: string): void;
  /** Something that another program printed. */
  quote(text: string): void;
  /** The output of a step, with its annotations. */
  step(report: StepReport): void;
  /** A check with its id and its result. */
  expect(id: DemoCheck, what: string, passed: boolean): void;
  /** Shows on a terminal what takes longer than a second. */
  during<Value>(text: string, work: () => Promise<Value>): Promise<Value>;
  /** Ids of the checks that failed so far. */
  failed(): readonly DemoCheck[];
}

const annotationColors = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

function isAnnotation(command: string): command is keyof typeof annotationColors {
  return command in annotationColors;
}

export function createReport(write: (line: string) => void): DemoReport {
  const failed: DemoCheck[] = [];
  let progress: Progress | undefined;
  const print = (line: string): void => {
    progress?.clear();
    write(line);
  };
  return {
    chapter: (title) => print(`\n${styleText('bold', title)}`),
    say: (text) => print(`  ${text}`.trimEnd()),
    quote: (text) => print(styleText('dim', `    ${text}`.trimEnd())),
    step({ name, phase, result }) {
      const mark = result.exitCode === 0 ? styleText('green', '●') : styleText('red', '●');
      print(`  ${mark} ${phase === 'post' ? `Post ${name}` : name}`);
      for (const line of result.log) print(styleText('dim', `      ${line}`));
      for (const { command, message } of result.commands) {
        if (!isAnnotation(command)) continue;
        for (const line of message.split('\n')) print(`      ${styleText(annotationColors[command], line)}`);
      }
    },
    expect(id, what, passed) {
      if (!passed) failed.push(id);
      print(passed ? `  ${styleText('green', '✓')} ${what}` : `  ${styleText('red', `✗ ${what}`)}`);
    },
    async during(text, work) {
      try {
        return await withProgress(text, (one) => {
          progress = one;
          return work();
        });
      } finally {
        progress = undefined;
      }
    },
    failed: () => failed,
  };
}
