/** Decides where a browser goes after the sign-in: a page of this server, and nowhere else. */

/** Where there is nothing better. */
export const homePath = '/w';
/** Longest path with its query, in characters. */
const maxPathLength = 1_000;

/** `text`: from the address of the sign-in, so from anyone who made a link. */
export function readReturnPath(text: string | undefined, publicUrl: string): string {
  if (text === undefined || text.length > maxPathLength || !/^\/(?![/\\])/.test(text)) return homePath;
  const url = URL.parse(text, publicUrl);
  if (url === null || url.origin !== new URL(publicUrl).origin) return homePath;
  // Pages alone: no document, no route of the API, no second sign-in.
  return /^\/(?:w(?:\/.*)?|account)$/.test(url.pathname) ? url.pathname + url.search : homePath;
}
