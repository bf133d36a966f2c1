/** `atmos-pro config pin`: the ids of repositories into the configuration file, so that no other repository can take their names. */
import { realpath, stat } from 'node:fs/promises';
import { setGlobalProxyFromEnv } from 'node:http';
import { ActionError } from '../../base/errors.ts';
import { replaceWholeFile } from '../../runner/whole-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { loadServerConfig, readConfigText } from '../load-server-config.ts';
import { withProgress } from '../progress.ts';
import { type IdToPin, pinIds } from './pin-ids.ts';
import { resolveIds } from './resolve-ids.ts';

/** Replaces the file in one step, with its mode. A link stays a link. */
async function replaceConfig(file: string, text: string): Promise<void> {
  try {
    const path = await realpath(file);
    await replaceWholeFile(path, text, { mode: (await stat(path)).mode });
  } catch (cause) {
    throw new ActionError('INPUT_FILE_UNUSABLE', `Cannot write ${file}.`, { cause });
  }
}

export async function pinConfig(options: {
  readonly config: string;
  readonly dryRun: boolean;
  readonly format: OutputFormat;
}): Promise<void> {
  const { config: file, dryRun } = options;
  const { config } = await loadServerConfig(file, process.env);
  setGlobalProxyFromEnv();
  const resolved = await withProgress('Asking GitHub for ids', () => resolveIds(config));
  const lines: string[] = [];
  const pins: IdToPin[] = [];
  let pinned = 0;
  let failed = 0;
  for (const [workspace, { repositories }] of config.workspaces.entries()) {
    for (const [repository, { name, id }] of repositories.entries()) {
      const found = resolved.get(name.toLowerCase());
      if (found === undefined) {
        failed += 1;
        lines.push(`${name}: not found. Install the App on its owner, and include the repository.`);
      } else if (id !== undefined && id !== found.repositoryId) {
        failed += 1;
        lines.push(
          `${name}: expected repository id ${id}, got ${found.repositoryId}. The file was not changed here.`,
        );
      } else if (id !== undefined) {
        pinned += 1;
      } else {
        const renamed =
          found.canonicalName.toLowerCase() === name.toLowerCase() ? '' : ` (now ${found.canonicalName})`;
        lines.push(`${name}${renamed}: id ${found.repositoryId}`);
        pins.push({ workspace, repository, id: found.repositoryId });
      }
    }
  }
  const edited = pinIds(readConfigText(file), pins);
  if (pins.length > 0 && !dryRun) await replaceConfig(file, edited);
  const verb = dryRun ? 'would be pinned' : 'pinned';
  lines.push(`${pins.length} ${verb}, ${pinned} already pinned, ${failed} failed`);
  const written = pins.map(({ id }) => id);
  printAs(options.format, lines.join('\n'), {
    dryRun,
    ids: written,
    alreadyPinned: pinned,
    failed,
    results: lines,
  });
  if (failed > 0) process.exitCode = exitCodes.failed;
}
