/**
 * Answers that grow with the number of repositories, parsed here: Octokit's own parser looks for big integers in every
 * string, which took most of the server's time for a mint of 100 sources.
 */

/** Goes into Octokit's `request` parameter: its `data` is then what {@link readLargeAnswer} takes. */
export const unparsed = { parseSuccessResponseBody: false } as const;

/** The JSON of an unparsed answer, `undefined` for what is not JSON. `data` is typed as if it had been parsed. */
export async function readLargeAnswer(data: unknown): Promise<unknown> {
  const text = await new Response(data as ReadableStream | null).text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
