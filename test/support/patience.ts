/**
 * How long tests wait. A limit ends what hangs; it does not judge speed, so it allows for a machine with ten times the
 * load of a quiet one. `ATMOS_PRO_TEST_PATIENCE` multiplies it.
 */
const factor = Number(process.env['ATMOS_PRO_TEST_PATIENCE'] ?? 10);

/** `milliseconds`: enough on a quiet machine. */
export function patience(milliseconds: number): number {
  return milliseconds * factor;
}
