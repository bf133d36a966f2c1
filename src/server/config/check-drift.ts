/** Checks schedules of drift detection beyond their schema: names that clash, times that never come, globs that do not compile. */
import { findScopeProblem } from '../../domain/drift/choose.ts';
import { checkTimetable } from '../../domain/drift/due.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import { type ConfigFinding, findRepeats } from './findings.ts';
import { readDrift } from './read-drift.ts';

type Repository = ServerConfigDocument['workspaces'][number]['repositories'][number];

/** Whether a pattern occurs at all does not depend on today. */
const anyTime = Date.UTC(2026, 0, 1);

function checkSchedules({ drift, deployments }: Repository, base: string): readonly ConfigFinding[] {
  if (drift === undefined) return [];
  // What is made of reported drift needs no workflows of the server.
  if (deployments === undefined && drift.schedules !== undefined) {
    const message = 'needs `deployments`: drift is detected by the workflows that the repository runs';
    return [{ pointer: `${base}/drift`, message }];
  }
  if (deployments === undefined && (drift.issues ?? 'off') !== 'off') {
    const message = 'needs `deployments`: without it, the server writes nothing to the repository';
    return [{ pointer: `${base}/drift/issues`, message }];
  }
  const { schedules } = readDrift(drift);
  const place = (index: number) => `${base}/drift/schedules/${index}`;
  const names = schedules.map(({ name }, index) => ({
    pointer: `${place(index)}/name`,
    value: name,
    what: 'the schedule',
  }));
  const times = schedules.flatMap((schedule, index): readonly ConfigFinding[] => {
    const checked = checkTimetable(schedule, anyTime);
    if (checked.status === 'ok') return [];
    const { tag: field, message } = checked.refusal;
    return [{ pointer: `${place(index)}/${field}`, message }];
  });
  const globs = schedules.flatMap((schedule, index) =>
    (['stacks', 'components'] as const).flatMap((field): readonly ConfigFinding[] => {
      const problem = findScopeProblem(schedule[field]);
      if (problem === undefined) return [];
      const at = schedule[field].indexOf(problem.glob);
      return [{ pointer: `${place(index)}/${field}/${at}`, message: `invalid glob: ${problem.message}` }];
    }),
  );
  return [...findRepeats(names), ...times, ...globs];
}

export function checkDrift({ workspaces }: ServerConfigDocument): ConfigFinding[] {
  return workspaces.flatMap(({ repositories }, index) =>
    repositories.flatMap((repository, position) =>
      checkSchedules(repository, `/workspaces/${index}/repositories/${position}`),
    ),
  );
}
