/** Sorts what is staged into what is sent and what is refused, by the rules that the server has too. */
import { quotePath } from '../../base/text.ts';
import { type CommitProblem, type FileMode, fileModes } from './change.ts';
import { checkLink, checkSize } from './check-content.ts';
import { checkPaths } from './check-paths.ts';
import { maxPathBytes } from './limits.ts';
import type { StagedChange } from './parse-staged.ts';
import { findPathProblem } from './path-rules.ts';

/** A file that goes along; its content is still in git. */
interface StagedFile {
  readonly path: string;
  /** Id of the content. */
  readonly id: string;
  /** Only where the server has to be told. */
  readonly mode?: FileMode | undefined;
}

/** A file that is left, by its name as it is. */
export interface RefusedFile extends CommitProblem {
  readonly file: string;
}

export interface JudgedChanges {
  readonly additions: readonly StagedFile[];
  readonly deletions: readonly { readonly path: string }[];
  /** One for each file that is left. */
  readonly refused: readonly RefusedFile[];
  /** What stands against the others as a whole. */
  readonly problems: readonly CommitProblem[];
}

const submoduleMode = '160000';
const linkMode = '120000';

/** The mode if it is a new one, and none that a new file has anyway: the contract has no modes, so it is sent where it must be. */
function modeToSend({ status, oldMode, newMode }: StagedChange): FileMode | undefined {
  const usual = status === 'A' ? '100644' : oldMode;
  return newMode === usual ? undefined : fileModes.find((mode) => mode === newMode);
}

/** What is known of the contents, by their ids. */
export interface StagedContents {
  /** In bytes. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Of the links that `mayBeTarget` names. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Whether the content has to be read to judge the file: a link of a size that its target may have. */
export function mayBeTarget(
  { status, newMode, newId }: StagedChange,
  sizes: StagedContents['sizes'],
): boolean {
  return status !== 'D' && newMode === linkMode && (sizes.get(newId) ?? 0) <= maxPathBytes;
}

function judge(change: StagedChange, { sizes, targets }: StagedContents): readonly CommitProblem[] {
  const { status, path, oldMode, newMode, newId } = change;
  const shown = quotePath(path);
  const broken = findPathProblem(path);
  if (broken !== undefined) return [{ rule: broken.name, path: shown, message: broken.message }];
  if (status === 'U') {
    return [{ rule: 'unmerged', path: shown, message: 'a merge left conflicts in the file' }];
  }
  if (newMode === submoduleMode || oldMode === submoduleMode) {
    const message = 'it is a submodule, and only files can be committed from CI';
    return [{ rule: 'submodule', path: shown, message }];
  }
  if (status === 'D') return [];
  const tooLarge = checkSize(path, sizes.get(newId) ?? 0);
  // Without a target: too long to be one.
  return newMode === linkMode
    ? [...tooLarge, ...checkLink(path, linkMode, targets.get(newId) ?? '')]
    : tooLarge;
}

export function judgeStaged(changes: readonly StagedChange[], known: StagedContents): JudgedChanges {
  const additions: StagedFile[] = [];
  const deletions: { path: string }[] = [];
  const refused: RefusedFile[] = [];
  for (const change of changes) {
    const { status, path, newId } = change;
    const [problem] = judge(change, known);
    const mode = modeToSend(change);
    if (problem !== undefined) refused.push({ ...problem, file: path });
    else if (status === 'D') deletions.push({ path });
    else additions.push({ path, id: newId, mode });
  }
  const paths = {
    additions: additions.map(({ path }) => path),
    deletions: deletions.map(({ path }) => path),
  };
  const problems = additions.length + deletions.length === 0 ? [] : checkPaths(paths);
  return { additions, deletions, refused, problems };
}

/** What Git LFS puts into a repository in place of a large file; its object is somewhere else. */
export function isLfsPointer(content: Uint8Array): boolean {
  const start = 'version https://git-lfs.github.com/spec/v1\n';
  return (
    Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, start.length)).toString() ===
    start
  );
}
