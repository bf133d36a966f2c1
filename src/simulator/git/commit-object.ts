/** Commit objects: reading and writing their text. */
import { toTimestamp } from '../../base/text.ts';

/** Author or committer and time, as in a commit. */
export interface GitSignature {
  readonly name: string;
  readonly email: string;
  /** Seconds since the Unix epoch. */
  readonly seconds: number;
  /** `+0000` */
  readonly zone: string;
}

export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitSignature;
  readonly committer: GitSignature;
  readonly message: string;
}

export interface CommitObject extends CommitContent {
  readonly oid: string;
  /** The header `gpgsig`, its lines joined; `undefined` without one. */
  readonly signature: string | undefined;
  /** What was signed: the object without that header. */
  readonly payload: string;
}

function showSignature({ name, email, seconds, zone }: GitSignature): string {
  return `${name} <${email}> ${seconds} ${zone}`;
}

/** Continuation lines of a header start with a space. */
function foldHeader(name: string, value: string): string {
  return `${name} ${value.trimEnd().replaceAll('\n', '\n ')}`;
}

/** The text of a commit; `signature` is armored text. */
export function renderCommit(commit: CommitContent, signature?: string): string {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${showSignature(commit.author)}`,
    `committer ${showSignature(commit.committer)}`,
    signature === undefined ? undefined : foldHeader('gpgsig', signature),
  ].filter((line) => line !== undefined);
  return `${lines.join('\n')}\n\n${commit.message}`;
}

/** Git leaves these out of names and addresses, because they end them. */
export function cleanIdentity(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git strips them too.
  return text.replace(/[<>\u0000-\u001f\u007f]/g, '').trim();
}

function readSignature(text: string): GitSignature {
  const match = /^(.*?) ?<(.*?)> (\d+) ([+-]\d{4})$/.exec(text);
  const [, name = '', email = '', seconds = '0', zone = '+0000'] = match ?? [];
  return { name, email, seconds: Number(seconds), zone };
}

/** `content` is the object's own, without git's `commit <size>`. */
export function readCommitObject(oid: string, content: Buffer): CommitObject {
  const text = content.toString('utf8');
  const cut = text.indexOf('\n\n');
  const head = cut < 0 ? text : text.slice(0, cut);
  const headers = head.split(/\n(?! )/).map((line) => {
    const space = line.indexOf(' ');
    return [line.slice(0, space), line.slice(space + 1).replaceAll('\n ', '\n')] as const;
  });
  const first = (name: string) => headers.find(([key]) => key === name)?.[1];
  const unsigned = head.split(/\n(?! )/).filter((line) => !line.startsWith('gpgsig '));
  return {
    oid,
    tree: first('tree') ?? '',
    parents: headers.filter(([key]) => key === 'parent').map(([, value]) => value),
    author: readSignature(first('author') ?? ''),
    committer: readSignature(first('committer') ?? ''),
    message: cut < 0 ? '' : text.slice(cut + 2),
    signature: first('gpgsig'),
    payload: `${unsigned.join('\n')}${cut < 0 ? '' : text.slice(cut)}`,
  };
}

/** As GitHub writes times: in UTC, without fractions of a second. */
export function showCommitTime({ seconds }: GitSignature): string {
  return toTimestamp(seconds * 1000);
}
