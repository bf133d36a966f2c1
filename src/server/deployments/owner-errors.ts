/** The errors of CODEOWNERS that a batch has, as its row keeps them. */
import type { Kysely, Selectable } from 'kysely';
import { isRecord } from '../../base/text.ts';
import type { OwnerError } from '../../domain/codeowners/merge-errors.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';

/** With the fact that says whether there are any. `undefined`: CODEOWNERS is not checked. */
export async function setOwnerErrors(
  trx: Kysely<Database>,
  { id, errors }: { readonly id: number; readonly errors: readonly OwnerError[] | undefined },
): Promise<void> {
  const text = errors === undefined ? null : JSON.stringify(errors);
  await trx.updateTable('batches').set({ owner_errors: text }).where('id', '=', id).execute();
}

function isOwnerErrors(value: unknown): value is readonly OwnerError[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) =>
        isRecord(one) &&
        typeof one['path'] === 'string' &&
        typeof one['line'] === 'number' &&
        typeof one['message'] === 'string',
    )
  );
}

/** None where CODEOWNERS was not checked. */
export function readOwnerErrors({
  owner_errors: text,
}: Pick<Selectable<Database['batches']>, 'owner_errors'>): readonly OwnerError[] {
  return text === null ? [] : readJsonText(text, isOwnerErrors, 'batches.owner_errors');
}
