/** Describes what people should know about a batch beside its rows: one line each. Markdown. */
import type { ReportNote } from './report.ts';
import { codeMarkup } from './rows.ts';

const maxNotes = 20;

function describeNote(note: ReportNote): string {
  switch (note.type) {
    case 'base_changed':
      return `The base branch is now ${codeMarkup(note.base)}; these stacks were computed against the former one. Push again, or close and reopen the pull request.`;
    case 'broken_key':
      return `${codeMarkup(note.instance)}: cannot read ${codeMarkup(`settings.pro.${note.key}`)}, so nothing is started for it.`;
    case 'risky_fallback':
      return `${codeMarkup(note.instance)}: the merge queue runs ${note.files.slice(0, 3).map(codeMarkup).join(', ')} of \`pull_request.synchronize\`, which is not a plan. Add \`merge_group.checks_requested\` to \`settings.pro\`.`;
    case 'order_unknown':
      return 'The dependencies between these components are unknown, so they start together.';
    case 'tick_refused':
      return `${codeMarkup(note.login)} cannot do this: write access required.`;
    case 'undone':
      return `${codeMarkup(note.instance)}: an earlier merge was run again on GitHub and may have undone #${note.pull}. Run the newest deployment again.`;
  }
}

/** A list, empty where there is nothing to say. */
export function renderNotes(notes: readonly ReportNote[]): string {
  const lines = notes.slice(0, maxNotes).map((note) => `- ${describeNote(note)}`);
  if (notes.length > maxNotes) lines.push(`- … and ${notes.length - maxNotes} more.`);
  return lines.join('\n');
}
