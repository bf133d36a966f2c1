/** Serves a push: stores its objects, checks each ref by the API's rules, and leaves the rest to git if all may move. */
import type { Readable } from 'node:stream';
import { tryGit } from '../git/process.ts';
import type { RefViolation } from '../protection/decide-ref-update.ts';
import { noCommit, recordRefUpdate } from '../refs/events.ts';
import { decideMove, type RefMove } from '../refs/move-ref.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { permissionsIn } from '../world/access.ts';
import { fullNameOf, type Repository, type SimulatedAccessToken, type World } from '../world/world.ts';
import { type BackendAnswer, type BackendRequest, runHttpBackend } from './http-backend.ts';
import { findLargeFiles, takeObjects } from './push-objects.ts';
import {
  maxCommandBytes,
  type PushCommand,
  type PushRequest,
  type PushResult,
  readPush,
  renderReport,
} from './push-request.ts';
import { type Spool, spool } from './spool.ts';

export interface PushAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

interface Refusal {
  /** Beside the ref's name. */
  readonly reason: string;
  /** Lines that git shows to the user. */
  readonly messages: readonly string[];
}

const mebibytes = (bytes: number): string => `${(bytes / (1024 * 1024)).toFixed(2)} MB`;

function describeViolation({ world, repository }: Push, ref: string, violation: RefViolation): Refusal {
  switch (violation.kind) {
    case 'protection':
      return {
        reason: 'protected branch hook declined',
        messages: [`error: GH006: Protected branch update failed for ${ref}.`, '', `- ${violation.message}`],
      };
    case 'ruleset': {
      const page = `${world.urls.server}/${fullNameOf(world, repository)}/rules`;
      return {
        reason: 'push declined due to repository rule violations',
        messages: [
          `error: GH013: Repository rule violations found for ${ref}.`,
          `Review all repository rules at ${page}?ref=${encodeURIComponent(ref)}`,
          ...violation.messages.flatMap((message) => ['', `- ${message}`]),
          '',
        ],
      };
    }
    case 'workflow':
      return { reason: violation.message, messages: [] };
  }
}

async function decideSizes({ world, repository }: Push, after: string): Promise<Refusal | undefined> {
  const { maxPushedFileBytes } = world;
  const commits = after === noCommit ? [] : [after];
  const files = await findLargeFiles(repository.git.path, commits, maxPushedFileBytes);
  if (files.length === 0) return undefined;
  const limit = mebibytes(maxPushedFileBytes);
  return {
    reason: 'pre-receive hook declined',
    messages: [
      ...files.map(
        ({ path, bytes }) =>
          `error: File ${path} is ${mebibytes(bytes)}; this exceeds GitHub's file size limit of ${limit}`,
      ),
      'error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.',
    ],
  };
}

interface Push {
  readonly world: World;
  readonly repository: Repository;
  readonly token: SimulatedAccessToken;
}

function moveOf({ world, repository, token }: Push, { ref, before, after }: PushCommand): RefMove {
  return {
    token,
    permissions: permissionsIn(world, token, repository) ?? {},
    ref,
    before: before === noCommit ? undefined : before,
    after: after === noCommit ? undefined : after,
  };
}

async function decide(push: Push, command: PushCommand): Promise<Refusal | undefined> {
  const { world, repository } = push;
  const violation = await decideMove(world, repository, moveOf(push, command));
  if (violation !== undefined) return describeViolation(push, command.ref, violation);
  return decideSizes(push, command.after);
}

/** Refuses some refs and moves the others, unless the push is atomic. */
async function answerPartly(
  push: Push,
  request: PushRequest,
  refusals: ReadonlyMap<PushCommand, Refusal | undefined>,
): Promise<PushAnswer> {
  const { git } = push.repository;
  const results: PushResult[] = [];
  for (const [command, refusal] of refusals) {
    const { ref, before, after } = command;
    let reason = refusal?.reason;
    if (refusal === undefined && request.capabilities.includes('atomic')) reason = 'atomic push failure';
    if (reason === undefined) {
      const args = after === noCommit ? ['-d', ref, before] : [ref, after, before];
      const { exitCode } = await tryGit(git.path, ['update-ref', ...args]);
      if (exitCode === 0) recordRefUpdate(push.world, push.repository, moveOf(push, command));
      else reason = 'failed to update ref';
    }
    results.push({ ref, refusal: reason });
  }
  const messages = [...refusals.values()].flatMap((refusal) => refusal?.messages ?? []);
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' },
    body: renderReport(request, results, messages),
  };
}

/** git itself moves the refs and reports the result. */
async function answerByGit(
  push: Push,
  commands: readonly PushCommand[],
  forward: () => Promise<BackendAnswer>,
): Promise<PushAnswer> {
  const answer = await forward();
  const body = Buffer.concat(await answer.body.toArray());
  const refs = await push.repository.git.listRefs('refs/');
  for (const command of commands) {
    const now = refs.find(({ ref }) => ref === command.ref)?.oid ?? noCommit;
    if (now === command.after) recordRefUpdate(push.world, push.repository, moveOf(push, command));
  }
  return { ...answer, body };
}

async function answer(push: Push, backend: BackendRequest, kept: Spool): Promise<PushAnswer> {
  const { git } = push.repository;
  const { 'content-encoding': _encoding, ...headers } = backend.headers;
  const forward = () =>
    runHttpBackend(git.path, {
      ...backend,
      headers: { ...headers, 'content-length': String(kept.size) },
      body: kept.read(0),
    });
  const request = readPush(await kept.head(Math.min(kept.size, maxCommandBytes)));
  if (request === undefined) {
    return { status: 400, headers: { 'content-type': 'text/plain' }, body: 'The push cannot be read.\n' };
  }
  // Before a large push git sends an empty one to check access.
  if (request.commands.length === 0) return forward();
  const hasPack = kept.size > request.packOffset;
  // git itself refuses what it cannot read.
  if (hasPack && !(await takeObjects(git.path, kept.read(request.packOffset)))) return forward();
  const refusals = new Map<PushCommand, Refusal | undefined>();
  for (const command of request.commands) refusals.set(command, await decide(push, command));
  return [...refusals.values()].some((refusal) => refusal !== undefined)
    ? answerPartly(push, request, refusals)
    : answerByGit(push, request.commands, forward);
}

/** The caller may write. Branch rules decide per ref. */
export async function servePush(push: Push, backend: BackendRequest): Promise<PushAnswer> {
  const { path } = push.repository.git;
  await using kept = await keep(path, backend);
  if (kept === undefined) return { status: 413, headers: {}, body: 'The push is too large.\n' };
  return await withRefs(push.repository, () => answer(push, backend, kept));
}

async function keep(path: string, { body, headers }: BackendRequest): Promise<Spool | undefined> {
  const kept = await spool(`${path}/..`, body, headers['content-encoding']);
  return kept === 'too_large' ? undefined : kept;
}
