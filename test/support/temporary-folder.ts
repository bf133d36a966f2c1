/**
 * Where a Jest run keeps its temporary files: a folder in memory where there is a RAM disk with room, else one on the
 * disk. In memory, writing a database through to the disk costs nothing, and suites make thousands of files.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `tmpfs` on Linux. Containers get 64 MB of it unless told otherwise, which is too little. */
const ramDisk = '/dev/shm';
const leastRoomBytes = 2 * 1024 ** 3;
/** The process id of the run follows. */
const prefix = 'atmos-';

/** Tests put programs into it: a RAM disk on which nothing may be run does not do. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'program');
  try {
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    execFileSync(program);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(program, { force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Of runs that were killed: in memory they would stay until the next boot. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, processId] = /^atmos-(\d+)-\w+$/.exec(name) ?? [];
    if (processId !== undefined && !isRunning(Number(processId)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function makeFolder(parent: string): string {
  removeLeftovers(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  // The account that PostgreSQL runs under passes through it.
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(ramDisk);
    return bavail * bsize >= leastRoomBytes;
  } catch {
    return false;
  }
}

/** Its path is short: that of a Unix socket has at most 107 bytes. */
export function makeTemporaryFolder(): string {
  if (hasRoom()) {
    try {
      const folder = makeFolder(ramDisk);
      if (runsPrograms(folder)) return folder;
      rmSync(folder, { recursive: true });
    } catch {
      // Not ours to write to.
    }
  }
  return makeFolder(tmpdir());
}
