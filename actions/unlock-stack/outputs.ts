/** The outputs of `unlock-stack`. */

/** Every output by its name in `action.yml`. */
export function toOutputs(released: number) {
  return { released: String(released > 0) } as const;
}
