/** Decides, every minute, which issues for drift are open and what they say. A projection of each brings it to GitHub. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../../base/ports.ts';
import { chooseIssues } from '../../../domain/drift/choose-issues.ts';
import { compileIgnoreRules } from '../../../domain/drift/ignore.ts';
import { type IssueEnd, renderIssueEnd } from '../../../domain/reports/drift-issue.ts';
import { type OpenedDatabase, readDatabaseTime } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import { createRounds, type WorkKind } from '../../work/kind.ts';
import type { DriftRepository } from '../ports.ts';
import type { DriftRepositories } from '../repositories.ts';
import { findCauseDrift } from './cause-drift.ts';
import type { FoundDrift } from './found-drift.ts';
import { findInstanceDrift } from './instance-drift.ts';
import { type KnownIssue, listOpenIssues, writeClosedIssue, writeOpenIssue } from './issue-table.ts';

const roundMs = 60_000;
/** Results of one sweep come together: an issue that is open is edited this long after the first of them, in milliseconds. */
const gatherMs = 5 * 60_000;

/** In the transaction of what changed. `delayMs`: for further changes to come with it. */
export type MarkIssue = (
  trx: Kysely<Database>,
  issue: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly key: string;
    readonly delayMs: number;
  },
) => Promise<void>;

export interface IssuePorts {
  readonly database: OpenedDatabase;
  readonly repositories: DriftRepositories;
  readonly markIssue: MarkIssue;
  readonly logger: Logger;
}

async function writeOpen(
  repository: DriftRepository,
  {
    key,
    found,
    before,
  }: { readonly key: string; readonly found: FoundDrift; readonly before: KnownIssue | undefined },
  { database: { db, dialect }, markIssue }: IssuePorts,
): Promise<void> {
  const wanted = found.texts.get(key);
  const isSame = wanted?.text.lead === before?.lead && wanted?.text.details === before?.details;
  if (wanted === undefined || isSame) return;
  const { workspaceId, repositoryId } = repository;
  await db.transaction().execute(async (trx) => {
    await writeOpenIssue(trx, dialect, { place: { workspaceId, repositoryId }, key, ...wanted });
    const delayMs = before === undefined ? 0 : gatherMs;
    await markIssue(trx, { workspaceId, repositoryId, key, delayMs });
  });
}

async function close(
  { workspaceId, repositoryId }: DriftRepository,
  { key, end }: { readonly key: string; readonly end: IssueEnd },
  { database: { db, dialect }, markIssue }: IssuePorts,
): Promise<void> {
  const place = { workspaceId, repositoryId };
  await db.transaction().execute(async (trx) => {
    await writeClosedIssue(trx, dialect, { place, key, text: renderIssueEnd(end) });
    await markIssue(trx, { ...place, key, delayMs: 0 });
  });
}

async function keepIssues(
  repository: DriftRepository,
  signal: AbortSignal,
  ports: IssuePorts,
): Promise<void> {
  const { workspaceId, repositoryId, drift } = repository;
  if (drift.issues === 'off') return;
  const { db } = ports.database;
  const place = { workspaceId, repositoryId };
  const all = await listOpenIssues(db, place);
  const open = all.filter(({ kind }) => kind === drift.issues);
  const findRule = compileIgnoreRules(drift.ignore, await readDatabaseTime(ports.database));
  const query = { place, open, findRule, maxOpen: drift.maxOpenIssues };
  const found = await (drift.issues === 'cause' ? findCauseDrift : findInstanceDrift)(db, query);
  const keys = open.map(({ key }) => key);
  const choice = chooseIssues({ ...found, open: keys, maxOpen: drift.maxOpenIssues });
  const byKey = new Map(open.map((issue) => [issue.key, issue]));
  for (const key of [...choice.kept, ...choice.opened]) {
    signal.throwIfAborted();
    await writeOpen(repository, { key, found, before: byKey.get(key) }, ports);
  }
  const ended = choice.closed.flatMap((key) => byKey.get(key) ?? []);
  for (const issue of ended) await close(repository, { key: issue.key, end: found.endOf(issue) }, ports);
  for (const { key, kind } of all)
    if (kind !== drift.issues) await close(repository, { key, end: 'replaced' }, ports);
  if (choice.opened.length > 0 && choice.withheld > 0)
    ports.logger.info('drift: no issue for some of what drifted, because enough are open', {
      repository: repositoryId,
      withheld: choice.withheld,
    });
}

export function createIssueRounds(ports: IssuePorts): WorkKind {
  return createRounds('drift-issues', roundMs, async (signal) => {
    for (const workspaceId of ports.repositories.workspaceIds) {
      const { repositories } = await ports.repositories.list(workspaceId);
      for (const repository of repositories) {
        try {
          await keepIssues(repository, signal, ports);
        } catch (error) {
          if (signal.aborted) throw error;
          const fields = { repository: repository.repositoryId, error };
          ports.logger.warn('drift: issues of a repository were not brought up to date', fields);
        }
      }
    }
  });
}
