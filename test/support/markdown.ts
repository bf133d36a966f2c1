/** What a Markdown file links to and how its headings are addressed. */

const fences = /^[ \t]*```[\s\S]*?^[ \t]*```/gm;

/** Targets of inline links, outside of code. */
export function linksOf(text: string): string[] {
  const prose = text.replace(fences, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  return [...text.replace(fences, '').matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
