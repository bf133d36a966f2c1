/** Prints the demo: chapters, what the jobs said, and a verdict per expectation. */
import { styleText } from 'node:util';
import type { StepReport } from '../../simulator/runner/run-job.ts';

export interface Report {
  chapter(title: string): void;
  say(text: string): void;
  /** What a step printed, with its annotations. */
  step(report: StepReport): void;
  /** One expectation and whether it held. */
  expect(what: string, held: boolean): void;
  /** Expectations that did not hold, so far. */
  failures(): number;
}

const annotationColours = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

function isAnnotation(command: string): command is keyof typeof annotationColours {
  return command in annotationColours;
}

export function createReport(print: (line: string) => void): Report {
  let failed = 0;
  return {
    chapter: (title) => print(`\n${styleText('bold', title)}`),
    say: (text) => print(`  ${text}`),
    step({ name, phase, result }) {
      const mark = result.exitCode === 0 ? styleText('green', '●') : styleText('red', '●');
      print(`  ${mark} ${phase === 'post' ? `Post ${name}` : name}`);
      for (const line of result.log) print(styleText('dim', `      ${line}`));
      for (const { command, message } of result.commands) {
        if (!isAnnotation(command)) continue;
        for (const line of message.split('\n')) print(`      ${styleText(annotationColours[command], line)}`);
      }
    },
    expect(what, held) {
      if (!held) failed += 1;
      print(held ? `  ${styleText('green', '✓')} ${what}` : `  ${styleText('red', `✗ ${what}`)}`);
    },
    failures: () => failed,
  };
}
