/** Whether what is printed may have colours: on a terminal that has them, or when FORCE_COLOR says so; never with NO_COLOR. */

export function hasColours(): boolean {
  const { NO_COLOR: none = '', FORCE_COLOR: forced } = process.env;
  if (none !== '') return false;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return process.stdout.isTTY && process.stdout.hasColors();
}
