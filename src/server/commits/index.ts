/** Commits from CI: a job has the App commit files to the head branch of its pull request. */
import type { Logger } from '../../base/ports.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { createCommitStore } from './commit-table.ts';
import { type CommitAccessPorts, createCommitAccess } from './github-access.ts';
import { registerCommitRoute } from './routes.ts';

export interface CommitPorts extends CommitAccessPorts {
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly logger: Logger;
}

export function createCommits(ports: CommitPorts): Feature {
  const { audit, clock, logger } = ports;
  const commits = ports.measure('commits', createCommitStore(ports.database));
  const access = createCommitAccess(ports);
  return {
    routes: (app, register) => registerCommitRoute(app, register, { access, commits, audit, clock, logger }),
    upkeep: [{ forgets: 'commits', run: () => commits.forgetOld() }],
  };
}
