/**
 * How the steps of a job and the heartbeat communicate: a folder per step with locks, in the job's temporary directory. Steps write
 * `wanted.json` (the locks to keep), the heartbeat writes `state.json`, and `lost` appears when a lock was lost. None of them contains a
 * secret.
 */
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import type { Clock } from '../base/ports.ts';
import type { KeptLock, OwnLock, ServerKind } from '../domain/locks/kept.ts';
import { type Environment, readVariable } from './environment.ts';
import { endProcess, mayRun, type ProcessMark } from './job-process.ts';
import { type JobState, readJobState } from './job-state.ts';
import { readSharedJson, replaceSharedJson } from './shared-json.ts';
import { replaceWholeFile } from './whole-file.ts';

const folderPrefix = 'atmos-pro-lock-';

/** The locks of a step. `heartbeat` is the process that renews them. */
export interface LockFolder {
  readonly path: string;
  readonly server: ServerKind;
  readonly locks: readonly OwnLock[];
  readonly heartbeat: ProcessMark | undefined;
}

export function lostFile(folder: string): string {
  return join(folder, 'lost');
}

function requireTemp(environment: Environment): string {
  const directory = readVariable('RUNNER_TEMP', environment);
  if (directory !== undefined) return directory;
  throw new ActionError('INPUT_MISSING', 'RUNNER_TEMP is not set, so the state of the lock cannot be kept.', {
    hint: 'The runner sets it. Check for an earlier step that overwrites it.',
  });
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '');
}

/** `undefined` if the file does not exist. Throws INPUT_FILE_UNUSABLE if another program has changed it. */
async function readEntry<Kind extends 'lockFolder' | 'wanted' | 'keptLocks'>(
  kind: Kind,
  path: string,
): Promise<JobState[Kind] | undefined> {
  const value = await readSharedJson(path);
  if (value === undefined) return undefined;
  return readJobState(kind, value, { source: `The file ${path}`, code: 'INPUT_FILE_UNUSABLE' });
}

/** Path of a step's folder. Throws INPUT_MISSING outside of a runner. */
export function lockFolderPath(name: string, environment: Environment): string {
  return join(requireTemp(environment), `${folderPrefix}${name}`);
}

export async function createLockFolder(folder: LockFolder): Promise<void> {
  await mkdir(folder.path, { mode: 0o700, recursive: true });
  await writeWanted(
    folder.path,
    folder.locks.map(({ id, key }) => id || key),
  );
  await describeLockFolder(folder);
}

export function describeLockFolder({ path, ...content }: LockFolder): Promise<void> {
  return replaceSharedJson(join(path, 'folder.json'), content);
}

/** A directory of this user, not a link: what is written into the folder must not end up elsewhere. */
async function checkFolder(path: string): Promise<void> {
  const found = await lstat(path);
  const isOwn = process.getuid === undefined || found.uid === process.getuid() || process.getuid() === 0;
  if (found.isDirectory() && isOwn) return;
  throw new ActionError('INPUT_FILE_UNUSABLE', `${path} is not a folder of lock-stack.`, {
    hint: 'Check for an earlier step that creates it, and remove it.',
  });
}

/** `undefined` if it does not exist. Throws INPUT_FILE_UNUSABLE if something else made or changed it. */
export async function findLockFolder(path: string): Promise<LockFolder | undefined> {
  const content = await readEntry('lockFolder', join(path, 'folder.json'));
  if (content === undefined) return undefined;
  await checkFolder(path);
  return { ...content, heartbeat: content.heartbeat, path };
}

/** The folders of all steps of this job. Throws INPUT_FILE_UNUSABLE if one of them is damaged. */
export async function findLockFolders(environment: Environment): Promise<readonly LockFolder[]> {
  const directory = readVariable('RUNNER_TEMP', environment);
  if (directory === undefined) return [];
  const names = await readdir(directory).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw new ActionError('INPUT_FILE_UNUSABLE', `RUNNER_TEMP cannot be read: ${directory}.`, {
      cause: error,
    });
  });
  const folders = names
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => findLockFolder(join(directory, name)));
  return (await Promise.all(folders)).filter((folder) => folder !== undefined);
}

/** IDs of the locks to keep, keys for locks without an ID. `undefined` if the folder is gone. */
export async function readWanted(path: string): Promise<readonly string[] | undefined> {
  return readEntry('wanted', join(path, 'wanted.json'));
}

export function writeWanted(path: string, names: readonly string[]): Promise<void> {
  return replaceSharedJson(join(path, 'wanted.json'), names);
}

/** The last report of the heartbeat. Empty before the first one. */
export async function readKeptLocks(path: string): Promise<readonly KeptLock[]> {
  return (await readEntry('keptLocks', join(path, 'state.json'))) ?? [];
}

/** Also creates the file `lost` if a lock was lost. Steps wait for that file, so it appears with its text. */
export async function writeKeptLocks(path: string, locks: readonly KeptLock[]): Promise<void> {
  await replaceSharedJson(join(path, 'state.json'), locks);
  const lines = locks
    .filter(({ status }) => status === 'lost')
    .map(({ key, reason = '' }) => `${key}: ${reason}\n`);
  if (lines.length > 0) await replaceWholeFile(lostFile(path), lines.join(''));
}

/** Longest wait, in milliseconds: one request of the heartbeat. */
const patienceMs = 12_000;
const pollMs = 50;

/**
 * Makes the heartbeat stop renewing locks before they are released. Otherwise a late renewal would acquire them again. `names`: IDs, or
 * keys of locks without an ID. Kills the heartbeat if it does not react and is provably that of the folder.
 */
export async function dropLocks(
  folder: LockFolder,
  names: readonly string[],
  { clock }: { readonly clock: Clock },
): Promise<void> {
  const { path, heartbeat } = folder;
  const wanted = (await readWanted(path)) ?? [];
  await writeWanted(
    path,
    wanted.filter((name) => !names.includes(name)),
  );
  if (heartbeat === undefined) return;
  const deadline = clock.now() + patienceMs;
  while (mayRun(heartbeat, path)) {
    const kept = await readKeptLocks(path);
    const isDropped = kept.every(({ id, status }) => status !== 'held' || !names.includes(id));
    if (kept.length > 0 && isDropped) return;
    if (clock.now() > deadline) return endProcess(heartbeat, path);
    await clock.sleep(pollMs);
  }
}
