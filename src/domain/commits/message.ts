/** The message of a commit in its two parts, and whether two messages are the same. */

/** GraphQL takes the first line and the rest apart, and GitHub puts an empty line between them. */
export function splitMessage(message: string): { readonly headline: string; readonly body: string } {
  const [headline = '', ...rest] = message.trim().replace(/\r\n?/g, '\n').split('\n');
  return { headline: headline.trimEnd(), body: rest.join('\n').trim() };
}

/** Lines that say something: git and GitHub are free with the blanks around them. */
function linesOf(message: string): string {
  const lines = message.split(/\r\n?|\n/).map((line) => line.trimEnd());
  return lines.filter((line) => line !== '').join('\n');
}

export function isSameMessage(one: string, other: string): boolean {
  return linesOf(one) === linesOf(other);
}
