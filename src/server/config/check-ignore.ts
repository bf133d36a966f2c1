/** Checks rules about changes beyond their schema: the day must exist, a glob must not stand for too many patterns, and a cause is named once. */
import { readIgnoreEnd } from '../../domain/drift/ignore.ts';
import { compileStackGlob } from '../../domain/patterns/stack-glob.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import { type ConfigFinding, findRepeats } from './findings.ts';

type Repository = ServerConfigDocument['workspaces'][number]['repositories'][number];

function checkDay(until: string, rule: string): ConfigFinding[] {
  return readIgnoreEnd(until) === undefined
    ? [{ pointer: `${rule}/until`, message: `is not a day of the calendar: ${until}` }]
    : [];
}

/** What is remediated without a person is detected by schedules. */
function checkAuto({ drift }: Repository, pointer: string): ConfigFinding[] {
  const auto = drift?.auto ?? [];
  const causes = auto.map(({ cause }, index) => ({
    ...{ pointer: `${pointer}/drift/auto/${index}/cause`, value: cause, what: 'the cause' },
  }));
  const isScheduled = drift?.schedules?.some(({ remediate }) => remediate === 'auto') === true;
  const message = 'needs a schedule with `remediate: auto`: without one, nothing is remediated automatically';
  return [
    ...(auto.length > 0 && !isScheduled ? [{ pointer: `${pointer}/drift/auto`, message }] : []),
    ...findRepeats(causes),
    ...auto.flatMap(({ until }, index) => checkDay(until, `${pointer}/drift/auto/${index}`)),
  ];
}

function checkRepository({ drift }: Repository, pointer: string): ConfigFinding[] {
  return (drift?.ignore ?? []).flatMap(({ until, stacks = [] }, index) => {
    const rule = `${pointer}/drift/ignore/${index}`;
    const globs = stacks.flatMap((pattern, at): ConfigFinding[] => {
      const compiled = compileStackGlob(pattern);
      return compiled.status === 'compiled'
        ? []
        : [{ pointer: `${rule}/stacks/${at}`, message: `is not a valid glob: ${compiled.problem}` }];
    });
    return [...checkDay(until, rule), ...globs];
  });
}

export function checkIgnoreRules({ workspaces }: ServerConfigDocument): ConfigFinding[] {
  return workspaces.flatMap(({ repositories }, index) =>
    repositories.flatMap((repository, position) => {
      const pointer = `/workspaces/${index}/repositories/${position}`;
      return [...checkRepository(repository, pointer), ...checkAuto(repository, pointer)];
    }),
  );
}
