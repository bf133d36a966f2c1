/** The outputs of `upload-status`. */

/** Every output by its name in `action.yml`. */
export function toOutputs(isUploaded: boolean) {
  return { uploaded: String(isUploaded) } as const;
}
