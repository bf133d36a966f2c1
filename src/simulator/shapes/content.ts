/** The contents at a path of a repository as REST shows them. */
import type { components } from '@octokit/openapi-types';
import type { GitPathEntry } from '../git/repository.ts';

type Schemas = components['schemas'];
export type ContentShape =
  | Schemas['content-file']
  | Schemas['content-symlink']
  | Schemas['content-submodule']
  | Schemas['content-directory'];
type EntryShape = Schemas['content-directory'][number];

/** Largest file whose content is included in the JSON, in bytes. */
const maxInlineBytes = 1024 * 1024;
/** Largest file that can be read at all, in bytes. */
export const maxContentBytes = 100 * 1024 * 1024;
/** git's mode of a symbolic link. */
const symlinkMode = '120000';
/** Characters in a line of base64. */
const base64Line = 60;

export interface ContentPlace {
  /** `https://api…/repos/owner/name` */
  readonly repositoryUrl: string;
  /** `https://github.com/owner/name` */
  readonly htmlUrl: string;
  /** As asked for, or the default branch. */
  readonly ref: string;
  readonly path: string;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function showEntry(
  place: ContentPlace,
  entry: { readonly type: EntryShape['type']; readonly oid: string; readonly size: number },
) {
  const path = encodePath(place.path);
  const query = `?ref=${encodeURIComponent(place.ref)}`;
  const self = `${place.repositoryUrl}/contents/${path}${query}`;
  const isTree = entry.type === 'dir';
  const isSubmodule = entry.type === 'submodule';
  const git = isSubmodule ? null : `${place.repositoryUrl}/git/${isTree ? 'trees' : 'blobs'}/${entry.oid}`;
  const html = isSubmodule ? null : `${place.htmlUrl}/${isTree ? 'tree' : 'blob'}/${place.ref}/${path}`;
  return {
    name: place.path.split('/').at(-1) ?? '',
    path: place.path,
    sha: entry.oid,
    size: entry.size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isTree || isSubmodule ? null : `${place.htmlUrl}/raw/${place.ref}/${path}`,
    type: entry.type,
    _links: { self, git, html },
  };
}

/** In lines, as REST sends file contents. */
export function wrapBase64(content: Buffer): string {
  const lines = content.toString('base64').match(new RegExp(`.{1,${base64Line}}`, 'g')) ?? [];
  return lines.map((line) => `${line}\n`).join('');
}

function entryType(mode: string, type: string): EntryShape['type'] {
  if (mode === symlinkMode) return 'symlink';
  if (type === 'commit') return 'submodule';
  return type === 'tree' ? 'dir' : 'file';
}

/** `sizes` are those of the blobs of a directory, by id. A symbolic link that was not followed shows its target. */
export function showContent(
  place: ContentPlace,
  entry: GitPathEntry,
  sizes: ReadonlyMap<string, number> = new Map(),
): ContentShape {
  if (entry.type === 'tree') {
    return entry.entries.map((child) => {
      const path = [place.path, child.name].filter(Boolean).join('/');
      const type = entryType(child.mode, child.type);
      // In lists GitHub calls a submodule a file, for compatibility with old clients.
      const shown = type === 'submodule' ? { type: 'file' as const, oid: child.oid, size: 0 } : undefined;
      return showEntry(
        { ...place, path },
        shown ?? { type, oid: child.oid, size: sizes.get(child.oid) ?? 0 },
      );
    });
  }
  if (entry.type === 'commit') {
    const shown = showEntry(place, { type: 'submodule', oid: entry.oid, size: 0 });
    return { ...shown, type: 'submodule', submodule_git_url: '' };
  }
  const size = entry.content.length;
  if (entry.mode === symlinkMode) {
    const shown = showEntry(place, { type: 'symlink', oid: entry.oid, size });
    return { ...shown, type: 'symlink', target: entry.content.toString('utf8') };
  }
  const isInline = size <= maxInlineBytes;
  return {
    ...showEntry(place, { type: 'file', oid: entry.oid, size }),
    type: 'file',
    content: isInline ? wrapBase64(entry.content) : '',
    encoding: isInline ? 'base64' : 'none',
  };
}
