/** Checks who can read and change the server's own files, and whether a command left some behind. Fixes both if asked to. */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../../../base/errors.ts';
import type { DatabaseConfig } from '../../../server/config/config.ts';
import { type DoctorResult, fixed, pass, warn } from '../check.ts';
import type { DoctorFinding } from '../findings.ts';

/** A command still works on a file that changed later than this, in milliseconds. */
const leftoverAgeMs = 3_600_000;
/** Rights that other users must not have. The group may read a secret: the server may be in it, as in a pod. */
const forbiddenRights = { config: 0o022, secret: 0o027, database: 0o077 };

export interface ServerFiles {
  readonly config: string;
  /** Every file that the configuration reads a secret from. */
  readonly secrets: readonly string[];
  readonly database: DatabaseConfig;
}

interface Fault {
  readonly finding: DoctorFinding;
  readonly message: string;
  /** Returns what was done. Throws the system's error. */
  fix(): string;
}

function renderMode(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

/** Takes rights away from the file that is open, which no other user can exchange meanwhile. */
function takeRights(path: string, excess: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const { mode } = fstatSync(descriptor);
    const rest = mode & 0o777 & ~excess;
    fchmodSync(descriptor, rest);
    return `Changed the mode of ${path} from ${renderMode(mode)} to ${renderMode(rest)}.`;
  } finally {
    closeSync(descriptor);
  }
}

/** @param forbidden rights that other users must not have. */
function findModeFault(path: string, forbidden: number): Fault[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  // Windows has no such rights.
  if (stat === undefined || process.platform === 'win32') return [];
  // By convention, this group has one member, its user. Some systems let it write by default.
  const tolerated = stat.gid === stat.uid ? 0o020 : 0;
  const excess = stat.mode & forbidden & ~tolerated;
  if (excess === 0) return [];
  const canWrite = (excess & 0o022) !== 0;
  return [
    {
      finding: canWrite ? 'file-writable' : 'file-readable',
      message: `Other users can ${canWrite ? 'change' : 'read'} ${path} (mode ${renderMode(stat.mode)}).`,
      fix: () => takeRights(path, forbidden),
    },
  ];
}

function sqliteFiles(path: string): string[] {
  return ['', '-wal', '-shm'].map((suffix) => `${path}${suffix}`);
}

/** Empty for a folder that this user cannot list. */
function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Drafts of `config pin` and `restore`, which remove them unless they are killed. */
function findLeftovers({ config, database }: ServerFiles, now: number): Fault[] {
  const drafts = database.kind === 'sqlite' ? sqliteFiles(`${database.path}.restoring`) : [];
  const folder = dirname(resolve(config));
  for (const name of listNames(folder)) {
    const rest = name.startsWith(`${basename(config)}.`) ? name.slice(basename(config).length) : '';
    if (/^\.\d+\.tmp$/.test(rest)) drafts.push(join(folder, name));
  }
  const stats = drafts.map((path) => ({ path, stat: lstatSync(path, { throwIfNoEntry: false }) }));
  const isActive = stats.some(({ stat }) => stat !== undefined && now - stat.mtimeMs < leftoverAgeMs);
  if (isActive) return [];
  return stats
    .filter(({ stat }) => stat?.isFile())
    .map(({ path }) => ({
      finding: 'file-leftover',
      message: `A command that was killed left ${path} behind.`,
      fix() {
        rmSync(path);
        return `Removed ${path}, which a command that was killed had left behind.`;
      },
    }));
}

/** Each fault as a finding, or what was done about it. */
export function checkFiles(
  files: ServerFiles,
  { fix, now }: { readonly fix: boolean; readonly now: number },
): DoctorResult[] {
  const { config, secrets, database } = files;
  const faults = [
    ...findModeFault(config, forbiddenRights.config),
    ...secrets.flatMap((path) => findModeFault(path, forbiddenRights.secret)),
    ...(database.kind === 'sqlite' ? sqliteFiles(database.path) : []).flatMap((path) =>
      findModeFault(path, forbiddenRights.database),
    ),
    ...findLeftovers(files, now),
  ];
  if (faults.length === 0) return [pass('Other users cannot change the configuration, or read the secrets.')];
  return faults.map((fault) => {
    if (!fix) return warn(fault.finding, fault.message);
    try {
      return fixed(fault.finding, fault.fix());
    } catch (error) {
      return warn(fault.finding, `${fault.message} Not fixed: ${systemErrorCode(error) ?? String(error)}.`);
    }
  });
}
