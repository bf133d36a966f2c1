/** `atmos-pro audit export`: all sealed entries, one JSON object per line, to standard output or a file. */
import { ActionError } from '../../base/errors.ts';
import { openConnection } from '../admin/open-connection.ts';
import { withProgress } from '../progress.ts';
import { type ExportTarget, openExportFile } from './export-file.ts';
import { exportAudit } from './export-stream.ts';
import { type AuditFilterOptions, readQuery } from './query.ts';

export interface ExportOptions extends AuditFilterOptions {
  readonly output?: string;
  readonly append: boolean;
}

function standardOutput(): ExportTarget {
  // The next write reports the error. Without a listener, it would end the process at once.
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
    throw new ActionError('INPUT_INVALID', '--append needs --output.');
  }
  if (append && after !== undefined) {
    throw new ActionError(
      'INPUT_INVALID',
      '--append and --after cannot be combined: --append continues after the last entry of the file.',
    );
  }
  return output === undefined ? standardOutput() : openExportFile(output, append);
}

/** Adds to the hint how to continue the export. */
function interrupted(error: unknown, entries: number, cursor: string | null): unknown {
  if (!(error instanceof ActionError) || entries === 0) return error;
  const resume = `${entries} entries were written. To continue, use --after ${cursor}.`;
  return new ActionError(error.code, error.message, {
    hint: error.hint === undefined ? resume : `${error.hint} ${resume}`,
    cause: error.cause,
  });
}

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. Entries written before the error are complete. */
export async function exportToTarget(options: ExportOptions): Promise<void> {
  const connection = openConnection(options);
  const query = readQuery(options, connection);
  const target = await openTarget(options);
  if (target.lastId !== undefined) query.set('after', String(target.lastId));
  let entries = 0;
  try {
    await withProgress('Exporting the audit log', async (progress) => {
      for await (const lines of exportAudit(connection, query)) {
        progress.clear();
        await target.write(lines.text);
        entries += lines.entries;
        progress.say(`Exporting the audit log: ${entries} entries`);
      }
    });
  } catch (error) {
    throw interrupted(error, entries, query.get('after'));
  } finally {
    await target.close();
  }
  const cursor = query.get('after');
  process.stderr.write(
    cursor === null ? 'No entries.\n' : `${entries} entries. To continue later, use --after ${cursor}\n`,
  );
}
