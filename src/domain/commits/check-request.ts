/** Holds the words of a commit from CI and its branch to their rules; the client asks here before it sends, the server again. */
import { isStorable } from '../../base/text.ts';
import type { CommitProblem } from './change.ts';
import { byteLength, maxBranchLength, maxCommentBytes, maxMessageBytes } from './limits.ts';

/** ASCII on purpose, as in the CLI: no name that looks like another one. */
const branchPattern = /^[A-Za-z0-9_.\-/]+$/;

/** What git itself takes for no branch, although its characters are fine (git-check-ref-format). */
function isMisshapen(branch: string): boolean {
  return (
    /^[-/]|\/$|\/\/|\.\.|\.$/.test(branch) ||
    branch.split('/').some((part) => part.startsWith('.') || part.toLowerCase().endsWith('.lock'))
  );
}

export function checkMessage(message: string): CommitProblem[] {
  const bytes = byteLength(message);
  if (message.trim() === '') return [{ rule: 'message-empty', message: 'the commit message is empty' }];
  if (!isStorable(message)) {
    return [{ rule: 'message-not-text', message: 'the commit message is not valid text' }];
  }
  if (bytes <= maxMessageBytes) return [];
  const text = `the commit message has ${bytes} bytes, and at most ${maxMessageBytes} are allowed`;
  return [{ rule: 'message-too-long', message: text }];
}

/** The empty comment is none. */
export function checkComment(comment: string): CommitProblem[] {
  const bytes = byteLength(comment);
  if (!isStorable(comment)) {
    return [{ rule: 'comment-not-text', message: 'the comment is not valid text' }];
  }
  if (bytes <= maxCommentBytes) return [];
  const text = `the comment has ${bytes} bytes, and at most ${maxCommentBytes} are allowed`;
  return [{ rule: 'comment-too-long', message: text }];
}

export function checkBranch(branch: string): CommitProblem[] {
  if (branch.length > maxBranchLength) {
    const text = `the branch name has ${branch.length} characters, and at most ${maxBranchLength} are allowed`;
    return [{ rule: 'branch-too-long', message: text }];
  }
  if (branchPattern.test(branch) && !isMisshapen(branch)) return [];
  const text =
    'the branch name has to be made of ASCII letters, digits, `_`, `.`, `-` and `/` as git takes them';
  return [{ rule: 'branch-characters', message: text }];
}
