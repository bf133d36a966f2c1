/** Commits from CI: a job has the App commit files to the head branch of its pull request. */
import type { Clock, Logger } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { createCommitStore } from './commit-table.ts';
import { createCommitAccess } from './github-access.ts';
import { registerCommitRoute } from './routes.ts';

export interface CommitPorts {
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly client: GitHubClient;
  readonly installations: InstallationIndex;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createCommits(ports: CommitPorts): Feature {
  const { client, audit, clock, logger } = ports;
  const commits = ports.measure('commits', createCommitStore(ports.database));
  const access = createCommitAccess(client, ports);
  return {
    routes: (app, register) => registerCommitRoute(app, register, { access, commits, audit, clock, logger }),
    upkeep: [{ forgets: 'commits', run: () => commits.forgetOld() }],
  };
}
