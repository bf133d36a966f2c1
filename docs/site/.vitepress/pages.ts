/** Lists the pages of the site, and decides where the links between files of the repository lead on it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Section {
  readonly text: string;
  readonly pages: readonly string[];
}

export interface SiteSource {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Its address at its host, for files that are not pages. */
  readonly repository: string;
}

export function readNavigation(root: string): readonly Section[] {
  return JSON.parse(readFileSync(join(root, 'docs/site/navigation.json'), 'utf8')) as readonly Section[];
}

/** Path of a file in the repository → path of its page, without the extension. `undefined` for a file without a page. */
export function toPage(file: string, navigation: readonly Section[]): string | undefined {
  if (file === 'README.md') return 'index';
  if (file === 'src/simulator/DIFFERENCES.md') return 'simulator-differences';
  const [, action] = /^actions\/([^/]+)\/README\.md$/.exec(file) ?? [];
  if (action !== undefined) return `actions/${action}`;
  // The page of the decisions lists them.
  const [, decision] = /^docs\/adr\/(.+)\.md$/.exec(file) ?? [];
  if (decision !== undefined) return `decisions/${decision === 'README' ? 'index' : decision}`;
  if (!navigation.some(({ pages }) => pages.includes(file))) return undefined;
  return file
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replace(/README$/, 'index')
    .toLowerCase();
}

/** The address of a page on the site. */
export function toPath(page: string): string {
  return `/${page.replace(/(^|\/)index$/, '$1')}`;
}

/**
 * The address for the link `href` in `file`: of a page, or of a file at the repository's host.
 * @throws if the file does not exist, which ends the build of the site.
 */
export function toAddress(href: string, file: string, { root, repository }: SiteSource): string {
  if (/^(?:[a-z]+:|#)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const target = normalize(join(dirname(file), path)).replace(/\/$/, '');
  if (target.startsWith('..') || !existsSync(join(root, target)))
    throw new Error(`Dead link in ${file}: ${href}`);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const page = toPage(target, readNavigation(root));
  if (page !== undefined) return `${toPath(page)}${hash}`;
  const kind = statSync(join(root, target)).isDirectory() ? 'tree' : 'blob';
  return `${repository}/${kind}/main/${target}${hash}`;
}

/** Anchors as GitHub makes them, so that a link works in both places. */
export function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The first heading of a file. */
export function readTitle(file: string, root: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1]?.replaceAll('`', '') ?? file;
}
