/** The wait that a peer asks for in `Retry-After`. */

/**
 * Milliseconds to wait, at least 0; undefined when the header is absent or senseless. A date is read against the answer's
 * own `Date`, so that a wrong clock on this machine does not matter.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const difference = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(difference) ? undefined : Math.max(0, difference);
}
