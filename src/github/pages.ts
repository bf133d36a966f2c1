/** Reads GitHub's lists page by page, to their end. */
import { GitHubFailure } from './failure.ts';

/** GitHub's largest page. */
export const pageSize = 100;

export interface PagedList {
  /** What the list has, for the message of the failure, such as `installations of the App`. */
  readonly noun: string;
  /** Most pages that are read. */
  readonly maxPages: number;
}

/**
 * Every entry of a list, of which `readPage` gives one page, from 1. Rejects with `GitHubFailure` `too-large` rather than return the first
 * pages of a longer list, as what is missing would count as not there.
 */
export async function readAllPages<Entry>(
  { noun, maxPages }: PagedList,
  readPage: (page: number) => Promise<readonly Entry[]>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const read = await readPage(page);
    entries.push(...read);
    if (read.length < pageSize) return entries;
  }
  throw new GitHubFailure('too-large', `GitHub lists more than ${maxPages * pageSize - 1} ${noun}.`);
}
