/** What an audit entry is about, in one line of a table: sources, a lock, why somebody was refused. */
import { isRecord } from '../../base/text.ts';
import { readText } from '../admin/printable.ts';

/** Sources of a mint that are spelt out. */
const maxSources = 3;

/** `asked`: name or id of the source that the list is about, which comes first. */
function summarizeSources(sources: readonly unknown[], asked: string | undefined): string {
  const records = sources.filter(isRecord);
  const isAsked = ({ source, repositoryId }: Readonly<Record<string, unknown>>) =>
    [source, repositoryId].some((word) => readText(word).toLowerCase() === asked?.toLowerCase());
  const ordered = [...records.filter(isAsked), ...records.filter((record) => !isAsked(record))];
  const shown = ordered
    .slice(0, maxSources)
    .map(({ source, outcome }) => `${readText(source)}: ${readText(outcome)}`);
  const more = sources.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** `''` for an entry that says it all with its event. `details` is what a server sent, in whatever shape. */
export function summarizeDetails(details: unknown, asked: string | undefined): string {
  if (!isRecord(details)) return '';
  const { sources, lock, how, refusal, reason } = details;
  // Of a queue there is no lock yet, only its path.
  const path = readText(isRecord(lock) ? lock['path'] : details['path']);
  const holder = isRecord(lock) ? lock['holder'] : undefined;
  const parts = [
    Array.isArray(sources) ? summarizeSources(sources, asked) : '',
    path,
    how === 'held' && isRecord(holder) ? `held by run ${readText(holder['runId'])}` : '',
    readText(refusal),
    readText(reason),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
