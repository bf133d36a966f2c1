/** Decides whether output has colors: on a terminal that supports them or with FORCE_COLOR, never with NO_COLOR. */

export function hasColors(): boolean {
  const { NO_COLOR: none = '', FORCE_COLOR: forced } = process.env;
  if (none !== '') return false;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return process.stdout.isTTY && process.stdout.hasColors();
}
