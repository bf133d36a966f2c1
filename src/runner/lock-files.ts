/**
 * What the steps of a job and the process that renews its locks tell each other: a folder per step that took locks, in the
 * job's temporary directory. `wanted.json` is written by steps (which locks to keep), `state.json` by the renewing process,
 * `lost` appears when a lock was lost. No secret is in any of them.
 */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../base/errors.ts';
import type { KeptLock, OwnLock, ServerKind } from '../domain/locks/kept.ts';

import { type Environment, readVariable } from './environment.ts';
import type { ProcessMark } from './job-process.ts';
import { readSharedJson, replaceSharedJson } from './shared-json.ts';

const folderPrefix = 'atmos-pro-lock-';

/** What a step took; `heartbeat` is the process that renews it. */
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
  throw new ActionError(
    'INPUT_MISSING',
    'RUNNER_TEMP is not set, so there is no place for the state of the lock.',
    {
      hint: 'The runner sets it.',
    },
  );
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Where a step's folder will be; throws INPUT_MISSING outside of a runner. */
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

/** Those of this job, whichever step made them. */
export async function findLockFolders(environment: Environment): Promise<readonly LockFolder[]> {
  const directory = readVariable('RUNNER_TEMP', environment);
  if (directory === undefined) return [];
  const names = await readdir(directory).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const folders = names
    .filter((name) => name.startsWith(folderPrefix))
    .map(async (name) => {
      const path = join(directory, name);
      const content = (await readSharedJson(join(path, 'folder.json'))) as
        | Omit<LockFolder, 'path'>
        | undefined;
      return content === undefined ? [] : [{ ...content, path }];
    });
  return (await Promise.all(folders)).flat();
}

/** Ids of the locks that are still wanted, keys for those without one; `undefined` when the folder is gone. */
export async function readWanted(path: string): Promise<readonly string[] | undefined> {
  return (await readSharedJson(join(path, 'wanted.json'))) as readonly string[] | undefined;
}

export function writeWanted(path: string, names: readonly string[]): Promise<void> {
  return replaceSharedJson(join(path, 'wanted.json'), names);
}

/** What the renewing process said last; empty before that. */
export async function readKeptLocks(path: string): Promise<readonly KeptLock[]> {
  return ((await readSharedJson(join(path, 'state.json'))) as readonly KeptLock[] | undefined) ?? [];
}

/** Also makes the file that says so when a lock was lost. */
export async function writeKeptLocks(path: string, locks: readonly KeptLock[]): Promise<void> {
  await replaceSharedJson(join(path, 'state.json'), locks);
  const lines = locks
    .filter(({ status }) => status === 'lost')
    .map(({ key, reason = '' }) => `${key}: ${reason}\n`);
  if (lines.length > 0) await writeFile(lostFile(path), lines.join(''));
}
