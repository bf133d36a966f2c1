/** Renders what check and comment should say, from the state that is stored now. */
import { renderCheck } from '../../../src/domain/reports/check.ts';
import { renderComment } from '../../../src/domain/reports/comment.ts';
import { createReportReader } from '../../../src/server/deployments/read-report.ts';
import { readNotice } from '../../../src/server/projections/notice.ts';
import type { TestServer } from '../../support/server.ts';
import type { Evidence } from './evidence.ts';
import { repositoryName, workspaceId } from './seed.ts';

const repositoryId = '1001';
const rules = { threshold: 50 };

type Wanted = Omit<ReturnType<typeof renderCheck>, 'conclusion'> & { readonly conclusion: string | null };
type Batches = readonly { readonly sha: string | null; readonly subject: string }[];

async function renderChecks({ database }: TestServer, batches: Batches) {
  const reader = createReportReader(database.dialect);
  const checks = new Map<string, Wanted>();
  for (const sha of new Set(batches.flatMap((batch) => batch.sha ?? []))) {
    const shown = await reader.ofCommit(database.db, { workspaceId, repositoryId, sha }, rules);
    const check = renderCheck(shown.map(({ report }) => report));
    checks.set(sha, { ...check, conclusion: check.conclusion ?? null });
  }
  return checks;
}

async function renderComments({ database, config }: TestServer, batches: Batches) {
  const { db, dialect } = database;
  const reader = createReportReader(dialect);
  const comments = new Map<number, string>();
  for (const subject of new Set(batches.map((batch) => batch.subject))) {
    const number = Number(subject.replace('pr/', ''));
    // A merge group or a release.
    if (!Number.isSafeInteger(number)) continue;
    const pull = await reader.ofPull(db, { workspaceId, repositoryId, number }, rules);
    if (pull === undefined) continue;
    const { report } = pull.current;
    const shown = await db
      .selectFrom('projections')
      .select(['kind', 'target', 'remote_url', 'notice'])
      .where('target', 'in', [report.sha, String(number)])
      .execute();
    const find = (kind: string) => shown.find((row) => row.kind === kind);
    const moved = pull.newBase === undefined ? [] : [{ type: 'base_changed', base: pull.newBase } as const];
    const { text } = renderComment({
      ...{ workspaceId, repositoryId, number, current: report, group: pull.group, earlier: pull.earlier },
      repositoryUrl: `${config.github.serverUrl}/${repositoryName}`,
      checkUrl: find('check')?.remote_url ?? undefined,
      notes: [...moved, ...readNotice(find('comment')?.notice ?? null, report.id)],
    });
    comments.set(number, text);
  }
  return comments;
}

export async function renderWanted(server: TestServer, batches: Batches): Promise<Evidence['wanted']> {
  return { checks: await renderChecks(server, batches), comments: await renderComments(server, batches) };
}
