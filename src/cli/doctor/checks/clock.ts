/** Compares the clock of this host with GitHub's: ID tokens are checked against it, and the App signs JWTs with it. */
import { describeCause } from '../../describe-cause.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

/** The `Date` header has whole seconds and the response takes time: smaller differences are not seen, in milliseconds. */
const resolutionMs = 2_000;
const githubTimeoutMs = 8_000;
/** GitHub rejects a JWT of the App that is issued in the future; the client subtracts this much, in seconds. */
const appToleranceSeconds = 30;

/** @param apiUrl only the date of its response is used. */
export async function checkClock(
  apiUrl: string,
  toleranceSeconds: number,
  ports: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
): Promise<DoctorResult[]> {
  const before = ports.now();
  let date: string | null;
  try {
    const signal = AbortSignal.timeout(githubTimeoutMs);
    const response = await ports.fetch(`${apiUrl}/meta`, { signal, redirect: 'manual' });
    await response.body?.cancel();
    date = response.headers.get('date');
  } catch (error) {
    const message = `The GitHub API at ${apiUrl} did not answer (${describeCause(error)}).`;
    return [fail('github-unreachable', message)];
  }
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [warn('clock-unknown', `${apiUrl} did not say what time it is.`)];
  // The second began up to a second ago, between the request and the response.
  const skewMs = (before + ports.now()) / 2 - (theirs + 500);
  if (Math.abs(skewMs) <= resolutionMs) return [pass('The clock agrees with GitHub.')];
  const seconds = Math.round(Math.abs(skewMs) / 100) / 10;
  const message = `The clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} GitHub's.`;
  const isTolerated = seconds <= Math.min(toleranceSeconds, appToleranceSeconds);
  return [isTolerated ? warn('clock-off', message) : fail('clock-wrong', message)];
}
