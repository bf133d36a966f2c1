/**
 * Parses responses that grow with the number of repositories. Octokit's own parser searches every string for big integers, which took most
 * of the server's time for a mint of 100 sources.
 */

/** For Octokit's `request` parameter: the `data` is then for {@link readLargeAnswer}. */
export const unparsed = { parseSuccessResponseBody: false } as const;

/** The JSON of an unparsed response; `undefined` if it is not JSON. Octokit types `data` as if it were parsed. */
export async function readLargeAnswer(data: unknown): Promise<unknown> {
  // Octokit passes on the body of the response, because of `unparsed`.
  const text = await new Response(data as ReadableStream | null).text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
