/** Cuts credentials out of a git remote's address, whatever form it has. */

/**
 * `https://user:token@host/o/r.git?x#y` → `https://host/o/r.git`; `git@host:o/r` and `ssh://git@host/o/r` keep the user
 * `git`, which is not a credential. A URL that cannot be parsed is dropped: it may hold a secret.
 */
export function stripCredentials(url: string): string {
  const text = url.trim();
  const scp = /^(?:git@)?([A-Za-z0-9.-]+):(?!\/\/)([A-Za-z0-9._~/-]+)$/.exec(text);
  if (scp !== null) return text;
  if (!URL.canParse(text)) return '';
  const parsed = new URL(text);
  if (!['https:', 'http:', 'ssh:', 'git:'].includes(parsed.protocol)) return '';
  const login = parsed.protocol === 'ssh:' && parsed.username === 'git' ? 'git@' : '';
  return `${parsed.protocol}//${login}${parsed.host}${parsed.pathname}`;
}
