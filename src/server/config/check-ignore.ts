/** Checks rules that ignore drift beyond their schema: the day must exist, and a glob must not stand for too many patterns. */
import { readIgnoreEnd } from '../../domain/drift/ignore.ts';
import { compileStackGlob } from '../../domain/patterns/stack-glob.ts';
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { ConfigFinding } from './findings.ts';

type Repository = ServerConfigDocument['workspaces'][number]['repositories'][number];

function checkRepository({ drift }: Repository, pointer: string): ConfigFinding[] {
  return (drift?.ignore ?? []).flatMap(({ until, stacks = [] }, index) => {
    const rule = `${pointer}/drift/ignore/${index}`;
    const days: ConfigFinding[] =
      readIgnoreEnd(until) === undefined
        ? [{ pointer: `${rule}/until`, message: `is not a day of the calendar: ${until}` }]
        : [];
    const globs = stacks.flatMap((pattern, at): ConfigFinding[] => {
      const compiled = compileStackGlob(pattern);
      return compiled.status === 'compiled'
        ? []
        : [{ pointer: `${rule}/stacks/${at}`, message: `is not a valid glob: ${compiled.problem}` }];
    });
    return [...days, ...globs];
  });
}

export function checkIgnoreRules({ workspaces }: ServerConfigDocument): ConfigFinding[] {
  return workspaces.flatMap(({ repositories }, index) =>
    repositories.flatMap((repository, position) =>
      checkRepository(repository, `/workspaces/${index}/repositories/${position}`),
    ),
  );
}
