/** Files that nobody but the job's user may read. */
import { open, rm } from 'node:fs/promises';

/** Owner may read and write. */
const ownerOnly = 0o600;

/**
 * Creates `path` with `content`, mode 0600. Fails when anything is there already, a dangling link too: exclusive creation
 * follows no symbolic link.
 */
export async function createPrivateFile(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', ownerOnly);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** Removes the file (a link itself, never what it points to); its absence is fine. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
