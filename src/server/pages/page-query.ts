/** Reads fields of the query of a page. */
const idShape = /^[1-9][0-9]{0,14}$/;

/** An id of at most 15 digits, so that a number holds it exactly; `undefined`: it is not one. */
export function readRowId(text = ''): number | undefined {
  return idShape.test(text) ? Number(text) : undefined;
}
