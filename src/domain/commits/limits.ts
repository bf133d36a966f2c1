/** Bounds of a commit from CI. The Atmos CLI has the first five (docs/wire.md#commits), the server has all of them. */

/** Longest commit message, in bytes of UTF-8. */
export const maxMessageBytes = 500;
/** Longest comment, in bytes of UTF-8. */
export const maxCommentBytes = 2_000;
/** Longest branch name, in characters, which are ASCII. */
export const maxBranchLength = 256;
/** Most files of one commit, deleted ones included. */
export const maxFiles = 200;
/** Largest file, in bytes. */
export const maxFileBytes = 2 * 1024 * 1024;
/**
 * All files of one commit together, in bytes. The Atmos CLI knows no such limit and would send up to 400 MiB, which cannot
 * be passed on to GitHub before the client gives up after 30 s.
 */
export const maxTotalBytes = 48 * 1024 * 1024;
/** Body of a request with that much, in bytes: base64 makes 4 of 3, and there is a MiB for everything else. */
export const maxCommitBodyBytes = (maxTotalBytes / 3) * 4 + 1024 * 1024;
/** Longest path, in bytes of UTF-8. */
export const maxPathBytes = 1_024;
/** Longest name between two slashes, in bytes of UTF-8: what the usual file systems take. */
export const maxSegmentBytes = 255;
/** Most problems that are told at once. */
export const maxProblems = 20;

/** UTF-8 length. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Bytes for people, such as `2 MiB (2097152 bytes)`. */
export function describeBytes(bytes: number): string {
  return bytes % (1024 * 1024) === 0 ? `${bytes / (1024 * 1024)} MiB (${bytes} bytes)` : `${bytes} bytes`;
}
