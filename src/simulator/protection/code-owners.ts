/** Finds errors in CODEOWNERS as GitHub does: lines that it skips, and owners that it does not know. */
import type { GitRepository } from '../git/repository.ts';
import { isRoleAtLeast } from '../world/people.ts';
import { roleOf } from '../world/roles.ts';
import { findAccount, type Repository, type World } from '../world/world.ts';

/** In GitHub's order; the first that exists is the only one. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** GitHub does not load a larger file. */
const maxFileBytes = 3_000_000;

export interface OwnersFile {
  readonly path: string;
  readonly text: string;
}

interface OwnerProblem {
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly source: string;
  readonly suggestion: string | null;
  readonly message: string;
  readonly path: string;
}

/** Of a commit. `undefined`: it has none that GitHub loads. */
export async function findOwnersFile(git: GitRepository, commit: string): Promise<OwnersFile | undefined> {
  for (const path of places) {
    const entry = await git.readPath(commit, path);
    if (entry?.type !== 'blob') continue;
    return entry.content.length > maxFileBytes ? undefined : { path, text: entry.content.toString('utf8') };
  }
  return undefined;
}

interface Word {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

function splitLine(source: string): Word[] {
  return [...source.matchAll(/(?:\\.|[^\\\s])+/g)].map(({ 0: text, index }) => ({ text, column: index + 1 }));
}

interface Fault {
  readonly kind: string;
  readonly column: number;
  readonly suggestion?: string | undefined;
}

function judgePattern({ text, column }: Word): Fault | undefined {
  const kind = 'Invalid pattern';
  if (text === '/') {
    return { kind, column, suggestion: 'The pattern / will never match anything, did you mean * instead?' };
  }
  if (text.includes('***')) {
    return { kind, column, suggestion: `Did you mean ${text.replace(/\*{3,}/g, '**')}?` };
  }
  const isUnsupported = text.startsWith('!') || text.startsWith('\\#') || /[[\]]/.test(text);
  return isUnsupported ? { kind, column } : undefined;
}

function isTeamKnown(world: World, repository: Repository, owner: string): boolean {
  const [login = '', slug = ''] = owner.slice(1).split('/');
  const organizationId = findAccount(world, login)?.id;
  const team = [...world.teams.values()].find(
    (one) => one.organizationId === organizationId && one.slug === slug.toLowerCase(),
  );
  return team !== undefined && isRoleAtLeast(repository.teams.get(team.id), 'write');
}

function isPersonKnown(world: World, repository: Repository, owner: string): boolean {
  const account = findAccount(world, owner.slice(1));
  if (account === undefined || account.type === 'Organization') return false;
  return isRoleAtLeast(roleOf(world, repository, account), 'write');
}

function judgeOwner(world: World, repository: Repository, { text, column }: Word): Fault | undefined {
  const kind = 'Unknown owner';
  if (/^@[\w.-]+\/[\w.-]+$/.test(text)) {
    const suggestion = `make sure the team ${text} exists, is publicly visible, and has write access to the repository`;
    return isTeamKnown(world, repository, text) ? undefined : { kind, column, suggestion };
  }
  if (/^@[\w.-]+$/.test(text)) {
    const suggestion = `make sure ${text} exists and has write access to the repository`;
    return isPersonKnown(world, repository, text) ? undefined : { kind, column, suggestion };
  }
  // Accounts of the world have no addresses.
  return /^[^\s@]+@[^\s@]+$/.test(text) ? { kind, column } : { kind: 'Invalid owner', column };
}

/** The first fault of a line is the only one that GitHub names. */
function judgeLine(world: World, repository: Repository, source: string): Fault | undefined {
  const words = splitLine(source);
  const comment = words.findIndex(({ text }) => text.startsWith('#'));
  const [pattern, ...owners] = comment < 0 ? words : words.slice(0, comment);
  if (pattern === undefined) return undefined;
  const wrong = judgePattern(pattern);
  if (wrong !== undefined) return wrong;
  for (const owner of owners) {
    const fault = judgeOwner(world, repository, owner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export function findOwnerProblems(
  world: World,
  repository: Repository,
  { path, text }: OwnersFile,
): readonly OwnerProblem[] {
  return text.split(/\r\n?|\n/).flatMap((source, index) => {
    const fault = judgeLine(world, repository, source);
    if (fault === undefined) return [];
    const { kind, column, suggestion } = fault;
    const line = index + 1;
    const advice = suggestion === undefined ? '' : ` ${suggestion}`;
    const message = `${kind} on line ${line}:${advice}\n\n  ${source}\n  ${' '.repeat(column - 1)}^`;
    return [{ line, column, kind, source, suggestion: suggestion ?? null, message, path }];
  });
}
