/** Reads the files of a request as it came over the wire: all of them, or every reason why not. */
import { quotePath } from '../../base/text.ts';
import type { Addition, ChangeSet, CommitProblem, FileMode } from './change.ts';
import { checkLink, checkSize } from './check-content.ts';
import { checkPaths } from './check-paths.ts';
import { decodedLength, decodeStrictBase64 } from './strict-base64.ts';

/** As the wire has it (docs/wire.md#commits); `mode` is ours. */
export interface WireChanges {
  readonly additions: readonly {
    readonly path: string;
    readonly contents: string;
    readonly mode?: FileMode | undefined;
  }[];
  readonly deletions: readonly { readonly path: string }[];
}

export type ReadChanges =
  | { readonly status: 'read'; readonly changes: ChangeSet }
  | { readonly status: 'refused'; readonly problems: readonly CommitProblem[] };

type Wire = WireChanges['additions'][number];

function notBase64(path: string): CommitProblem {
  const message = 'the contents are not standard base64 with padding';
  return { rule: 'not-base64', path: quotePath(path), message };
}

function readAddition({ path, contents, mode }: Wire): Addition | readonly CommitProblem[] {
  const content = decodeStrictBase64(contents);
  if (content === undefined) return [notBase64(path)];
  const target = mode === '120000' ? content.toString('utf8') : undefined;
  const problems = checkLink(path, mode, target);
  if (problems.length > 0) return problems;
  return { path, content, mode };
}

function isAddition(read: Addition | readonly CommitProblem[]): read is Addition {
  return 'content' in read;
}

/** Decodes nothing before paths, number and sizes are as they should be. */
export function readChanges({ additions, deletions }: WireChanges): ReadChanges {
  const problems = [
    ...checkPaths({
      additions: additions.map(({ path }) => path),
      deletions: deletions.map(({ path }) => path),
    }),
    ...additions.flatMap(({ path, contents }) => checkSize(path, Math.floor(decodedLength(contents)))),
  ];
  if (problems.length > 0) return { status: 'refused', problems };
  const read = additions.map(readAddition);
  const broken = read.flatMap((one) => (isAddition(one) ? [] : one));
  if (broken.length > 0) return { status: 'refused', problems: broken };
  return { status: 'read', changes: { additions: read.filter(isAddition), deletions } };
}
