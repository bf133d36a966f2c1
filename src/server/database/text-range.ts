/** A prefix as a range over a column that is ordered by bytes, so that an index serves it. */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { toCodePoints } from '../../base/text.ts';

/** The least text after all that begin with `prefix`, in the order of code points, which is that of UTF-8 bytes. */
function endOf(prefix: string): string | undefined {
  const points = toCodePoints(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last >= 0x10ffff) continue;
    // Surrogates are not characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

/** Whether the column begins with `prefix`. */
export function textRange(column: string, prefix: string): RawBuilder<SqlBool> {
  const end = endOf(prefix);
  const from = sql<SqlBool>`${sql.ref(column)} >= ${prefix}`;
  return end === undefined ? from : sql<SqlBool>`(${from} and ${sql.ref(column)} < ${end})`;
}
