/** Makes the heartbeat stop renewing locks before they are released. Otherwise a late renewal would acquire them again. */
import type { Clock } from '../base/ports.ts';
import { endProcess, isAlive } from './job-process.ts';
import { type LockFolder, readKeptLocks, readWanted, writeWanted } from './lock-files.ts';

/** Longest wait, in milliseconds: one request of the heartbeat. */
const patienceMs = 12_000;
const pollMs = 50;

/** `names`: IDs, or keys of locks without an ID. Kills the heartbeat if it does not react. */
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
  while (isAlive(heartbeat)) {
    const kept = await readKeptLocks(path);
    const isDropped = kept.every(({ id, status }) => status !== 'held' || !names.includes(id));
    if (kept.length > 0 && isDropped) return;
    if (clock.now() > deadline) return endProcess(heartbeat);
    await clock.sleep(pollMs);
  }
}
