/** Reads what a person did on GitHub from the body of a delivery. Everything in it but ids and logins is untrusted text. */
import { isRecord } from '../../base/text.ts';
import { type BoxAction, boxActions } from '../../domain/reports/callouts.ts';

type Body = Readonly<Record<string, unknown>>;

export interface Sender {
  readonly login: string;
  readonly id: number;
}

export interface CommentEdited {
  readonly sender: Sender;
  /** Of the pull request. */
  readonly number: number;
  readonly commentId: string;
  /** Login of the author of the comment. */
  readonly author: string;
  readonly before: string;
  readonly after: string;
}

export interface CheckClicked {
  readonly sender: Sender;
  /** `undefined`: all checks of the App on the commit. */
  readonly checkId: string | undefined;
  readonly sha: string;
  /** `undefined`: “Re-run”. */
  readonly button: BoxAction | undefined;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner: unknown, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function readId(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** `undefined`: GitHub sends no such body. */
function readSender(body: Body): Sender | undefined {
  const login = at(body, 'sender', 'login');
  const id = readId(at(body, 'sender', 'id'));
  return typeof login === 'string' && id !== undefined && /^[\w-]{1,100}(?:\[bot\])?$/.test(login)
    ? { login, id }
    : undefined;
}

export function readCommentEdited(body: Body): CommentEdited | undefined {
  const sender = readSender(body);
  const number = readId(at(body, 'issue', 'number'));
  const commentId = readId(at(body, 'comment', 'id'));
  const author = at(body, 'comment', 'user', 'login');
  const before = at(body, 'changes', 'body', 'from');
  const after = at(body, 'comment', 'body');
  if (sender === undefined || number === undefined || commentId === undefined) return undefined;
  if (typeof author !== 'string' || typeof before !== 'string' || typeof after !== 'string') return undefined;
  return { sender, number, commentId: String(commentId), author, before, after };
}

/** `check_run.requested_action` and `check_run.rerequested`. */
export function readCheckClicked(action: string, body: Body): CheckClicked | undefined {
  const sender = readSender(body);
  const checkId = readId(at(body, 'check_run', 'id'));
  const sha = at(body, 'check_run', 'head_sha');
  if (sender === undefined || checkId === undefined || typeof sha !== 'string') return undefined;
  const wanted = at(body, 'requested_action', 'identifier');
  const button = boxActions.find((known) => known === wanted);
  if (action === 'requested_action' && button === undefined) return undefined;
  return { sender, checkId: String(checkId), sha, button: action === 'rerequested' ? undefined : button };
}

/** `check_suite.rerequested`: “Re-run all checks”, which GitHub sends for the suite of each App. */
export function readSuiteRerequested(body: Body, ourAppId: number): CheckClicked | undefined {
  const sender = readSender(body);
  const sha = at(body, 'check_suite', 'head_sha');
  const isOurs = readId(at(body, 'check_suite', 'app', 'id')) === ourAppId;
  if (sender === undefined || typeof sha !== 'string' || !isOurs) return undefined;
  return { sender, checkId: undefined, sha, button: undefined };
}
