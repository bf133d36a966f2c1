/** Causes of drift: what drifted instances have in common, across stacks and repositories. */
import { listDriftCausesRoute } from '../../../api/routes/drift-causes.ts';
import type { Feature } from '../../access/feature.ts';
import type { DatabaseProbe } from '../../database/open.ts';
import { type CausePorts, listCausesForAdmin } from './list-causes.ts';

export interface DriftCausePorts extends Omit<CausePorts, 'now'> {
  readonly probe: Pick<DatabaseProbe, 'now'>;
}

export function createDriftCauses(given: DriftCausePorts): Feature {
  const ports = { ...given, now: () => given.probe.now() };
  return {
    routes(app, register) {
      register(app, listDriftCausesRoute, {
        callers: 'admins',
        workspaceOf: ({ query }) => query.workspace,
        denial: 'drift.causes',
        handle: ({ caller, query }) => listCausesForAdmin(caller.workspace, query, ports),
      });
    },
  };
}
