/** Lists the errors of CODEOWNERS. Markdown; their text is that of the commit. */
import type { OwnerError } from '../codeowners/merge-errors.ts';
import { codeMarkup } from './rows.ts';

/** Most errors that are listed beside the annotations. */
const maxListed = 10;

/** Of the first line, without the picture of the line below it. */
function renderError({ path, line, message }: OwnerError): string {
  const [first = ''] = message.split('\n', 1);
  return `- ${codeMarkup(path)}, line ${line}: ${codeMarkup(first)}`;
}

/** Empty where there are none. */
export function renderOwnerErrors(errors: readonly OwnerError[]): string {
  if (errors.length === 0) return '';
  const more = errors.length > maxListed ? [`- … and ${errors.length - maxListed} more.`] : [];
  const lines = errors.slice(0, maxListed).map(renderError);
  return ['**CODEOWNERS has errors.** GitHub skips what it cannot read.', '', ...lines, ...more].join('\n');
}
