/** Lists the members of a team, with those of its child teams. Needs `members: read` in the organization. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { pageSize } from './pages.ts';

/** A page as GitHub sent it last: a question about it that GitHub answers with "not modified" costs nothing of the rate limit. */
export interface MemberPage {
  readonly etag: string | undefined;
  /** Numeric ids, in decimal. */
  readonly ids: readonly string[];
}

/** Most pages: 2,000 members. */
const maxPages = 20;

async function readPage(
  calls: ClientCalls,
  {
    token,
    organization,
    slug,
    page,
    known,
  }: TeamQuestion & { readonly page: number; readonly known: MemberPage | undefined },
): Promise<MemberPage> {
  const { client, ...options } = calls;
  try {
    const { data, headers } = await client.asInstallation(
      token,
      (send, request) =>
        send('GET /orgs/{org}/teams/{team_slug}/members', {
          ...{ org: organization, team_slug: slug, per_page: pageSize, page, request },
          headers: known?.etag === undefined ? {} : { 'if-none-match': known.etag },
        }),
      options,
    );
    return { etag: headers.etag, ids: data.map(({ id }) => String(id)) };
  } catch (error) {
    if (known !== undefined && error instanceof GitHubFailure && error.kind === 'not-modified') return known;
    throw error;
  }
}

export interface TeamQuestion {
  /** Of the organization's installation. */
  readonly token: string;
  readonly organization: string;
  readonly slug: string;
}

/** All pages. `known`: those of the last time. Rejects with `GitHubFailure` rather than return a part of them. */
export async function listTeamMembers(
  calls: ClientCalls,
  team: TeamQuestion,
  known: readonly MemberPage[] = [],
): Promise<readonly MemberPage[]> {
  const pages: MemberPage[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const read = await readPage(calls, { ...team, page, known: known[page - 1] });
    pages.push(read);
    if (read.ids.length < pageSize) return pages;
  }
  throw new GitHubFailure(
    'too-large',
    `The team ${team.slug} has more than ${maxPages * pageSize - 1} members.`,
  );
}
