/** `atmos-pro audit export`: everything that is sealed, one JSON object a line, to standard output or into a file. */
import { ActionError } from '../../base/errors.ts';
import { openConnection } from '../admin/open-connection.ts';
import { type ExportTarget, openExportFile } from './export-file.ts';
import { exportAudit } from './export-stream.ts';
import { type FilterOptions, readQuery } from './query.ts';

export interface ExportOptions extends FilterOptions {
  readonly output?: string;
  readonly append: boolean;
}

function standardOutput(): ExportTarget {
  // The failure reaches whoever writes next; without a listener it would end the process in the middle.
  process.stdout.on('error', () => {});
  return {
    lastId: undefined,
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    close: async () => {},
  };
}

function openTarget({ output, append, after }: ExportOptions): Promise<ExportTarget> | ExportTarget {
  if (append && output === undefined) {
    throw new ActionError('INPUT_INVALID', '--append goes with --output.');
  }
  if (append && after !== undefined) {
    throw new ActionError(
      'INPUT_INVALID',
      '--append goes on after the last entry of the file, not with --after.',
    );
  }
  return output === undefined ? standardOutput() : openExportFile(output, append);
}

/** The error, with where to go on. */
function interrupted(error: unknown, entries: number, cursor: string | null): unknown {
  if (!(error instanceof ActionError) || entries === 0) return error;
  const goOn = `${entries} entries were written; --after ${cursor} goes on from there.`;
  return new ActionError(error.code, error.message, {
    hint: error.hint === undefined ? goOn : `${error.hint} ${goOn}`,
    cause: error.cause,
  });
}

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*; what was written before is good. */
export async function exportToTarget(options: ExportOptions): Promise<void> {
  const connection = openConnection(options);
  const query = readQuery(options, connection);
  const target = await openTarget(options);
  if (target.lastId !== undefined) query.set('after', String(target.lastId));
  let entries = 0;
  try {
    for await (const lines of exportAudit(connection, query)) {
      await target.write(lines.text);
      entries += lines.entries;
    }
  } catch (error) {
    throw interrupted(error, entries, query.get('after'));
  } finally {
    await target.close();
  }
  const cursor = query.get('after');
  process.stderr.write(
    cursor === null ? 'No entries.\n' : `${entries} entries; --after ${cursor} goes on from there\n`,
  );
}
