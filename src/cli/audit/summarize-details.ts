/** Summarizes an audit entry for a line of a table: sources, a lock, the reason for a refusal. */
import { isRecord } from '../../base/text.ts';
import { toPrintable } from '../admin/printable.ts';

/** Maximum number of sources shown for a mint. */
const maxShownSources = 3;

/** @param asked name or id of the source in --source, which is shown first. */
function summarizeSources(sources: readonly unknown[], asked: string | undefined): string {
  const records = sources.filter(isRecord);
  const isAsked = ({ source, repositoryId }: Readonly<Record<string, unknown>>) =>
    [source, repositoryId].some((word) => toPrintable(word).toLowerCase() === asked?.toLowerCase());
  const ordered = [...records.filter(isAsked), ...records.filter((record) => !isAsked(record))];
  const shown = ordered
    .slice(0, maxShownSources)
    .map(({ source, outcome }) => `${toPrintable(source)}: ${toPrintable(outcome)}`);
  const more = sources.length - shown.length;
  return (more > 0 ? [...shown, `${more} more`] : shown).join(', ');
}

/** The run that lost the lock of `lock.force_released` or `lock.taken_over`. Returns an empty text for other events. */
export function describeVictim({ victim }: Readonly<Record<string, unknown>>): string {
  const holder = isRecord(victim) && isRecord(victim['holder']) ? victim['holder'] : {};
  const run = toPrintable(holder['runId']);
  const actor = toPrintable(holder['actor']);
  return run === '' ? '' : `from run ${run}${actor === '' ? '' : ` of ${actor}`}`;
}

/** @param details as the server sent them, not validated. Returns `''` if the event says everything. */
export function summarizeDetails(details: unknown, asked: string | undefined): string {
  if (!isRecord(details)) return '';
  const { sources, lock, how, refusal, reason } = details;
  // A queue has no lock yet, only its path.
  const path = toPrintable(isRecord(lock) ? lock['path'] : details['path']);
  const holder = isRecord(lock) ? lock['holder'] : undefined;
  const parts = [
    Array.isArray(sources) ? summarizeSources(sources, asked) : '',
    path,
    how === 'held' && isRecord(holder) ? `held by run ${toPrintable(holder['runId'])}` : '',
    describeVictim(details),
    toPrintable(refusal),
    toPrintable(reason),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
