/** Evaluations per second of compiled patterns, benign and hostile, and the slowest single evaluation of hostile ones. */
import { compileGlob } from '../../src/domain/patterns/glob.ts';
import { compileRegex } from '../../src/domain/patterns/regex.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const secondsPerSubject = 0.5;
const longest = 1_024;

interface Subject {
  readonly name: string;
  readonly matches: (value: string) => boolean;
  readonly value: string;
  readonly hostile: boolean;
}

function regex(pattern: string): (value: string) => boolean {
  const compiled = compileRegex(pattern);
  if (compiled.status === 'refused') throw new Error(`${pattern}: ${compiled.reason}`);
  return compiled.matches;
}

const ref = 'repo:acme/infra:ref:refs/heads/main';
const as = 'a'.repeat(longest - 1);

function subjects(): Subject[] {
  return [
    { name: 'glob, exact', matches: compileGlob(ref), value: ref, hostile: false },
    {
      name: 'glob, repo:acme/*:ref:refs/heads/*',
      matches: compileGlob('repo:acme/*:ref:refs/heads/*'),
      value: ref,
      hostile: false,
    },
    {
      name: 'glob, 127 stars against 1,024 characters',
      matches: compileGlob(`${'*a'.repeat(127)}b`),
      value: `${as}c`,
      hostile: true,
    },
    {
      name: 'glob, long tail tried at every place',
      matches: compileGlob(`*${'a'.repeat(200)}b`),
      value: `${as}c`,
      hostile: true,
    },
    {
      name: 'regex, repo:acme/(infra|app):.*',
      matches: regex('repo:acme/(infra|app):.*'),
      value: ref,
      hostile: false,
    },
    {
      name: 'regex, (a+)+ against 1,024 characters',
      matches: regex('(a+)+'),
      value: `${as}!`,
      hostile: true,
    },
    { name: 'regex, (a|a)*(a|a)*b', matches: regex('(a|a)*(a|a)*(a|a)*b'), value: `${as}!`, hostile: true },
    { name: 'regex, (.*a){20}', matches: regex('(.*a){20}'), value: `${as}!`, hostile: true },
    { name: 'regex, (a?){20}a{20}', matches: regex('(a?){20}a{20}'), value: `${as}!`, hostile: true },
  ];
}

/** Evaluates for half a second; each evaluation is timed on its own. */
function time(subject: Subject): { perSecond: number; slowestMs: number; medianMs: number } {
  const sample: number[] = [];
  const end = performance.now() + secondsPerSubject * 1_000;
  for (let index = 0; index < 200; index += 1) subject.matches(subject.value);
  let count = 0;
  const from = performance.now();
  while (performance.now() < end) {
    const before = performance.now();
    subject.matches(subject.value);
    sample.push(performance.now() - before);
    count += 1;
  }
  const { p99, median } = summarize(sample);
  return { perSecond: count / ((performance.now() - from) / 1_000), slowestMs: p99, medianMs: median };
}

export const matcher: Section = {
  name: 'matcher',
  async measure() {
    const rows = subjects().map((subject) => ({ subject, figures: time(subject) }));
    const worst = Math.max(
      ...rows.filter(({ subject }) => subject.hostile).map(({ figures }) => figures.slowestMs),
    );
    return {
      title: 'Matching one claim against one pattern',
      method: `${secondsPerSubject} s per pattern after 200 evaluations to warm up; hostile values have 1,024 characters.`,
      rows: rows.map(({ subject, figures }) => ({
        pattern: subject.name,
        'per second': Math.round(figures.perSecond),
        'median µs': figures.medianMs * 1_000,
        'p99 µs': figures.slowestMs * 1_000,
      })),
      targets: [{ what: 'hostile pattern, p99 of one evaluation', limit: 10, measured: worst, unit: 'ms' }],
    };
  },
};
