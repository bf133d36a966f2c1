/** Reads a file named on the command line. An error has file, line and column. */
import { ActionError } from '../../base/errors.ts';
import type { ReadMapping } from '../../domain/trust-policy/callers/read-mapping.ts';
import { readBoundedFile } from '../../runner/bounded-file.ts';

/** In bytes. */
const maxMappingFileBytes = 65_536;

/** Throws INPUT_CONFIG_INVALID with the first problem, INPUT_INVALID if the file cannot be read. */
export async function readMappingFile<Value>(
  path: string,
  read: (text: string) => ReadMapping<Value>,
): Promise<Value> {
  const file = await readBoundedFile(path, maxMappingFileBytes);
  if (file.kind !== 'content') {
    const problem = file.kind === 'absent' ? 'does not exist' : file.problem;
    throw new ActionError('INPUT_INVALID', `The file ${path} ${problem}.`);
  }
  const result = read(new TextDecoder('utf-8').decode(file.content));
  if (result.status === 'read') return result.value;
  const [first, ...more] = result.problems;
  const { line = 1, column = 1 } = first?.range.start ?? {};
  const others = more.length === 0 ? '' : ` (${more.length} more)`;
  throw new ActionError('INPUT_CONFIG_INVALID', `${path}:${line}:${column}: ${first?.message}${others}`);
}
