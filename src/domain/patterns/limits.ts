/** Bounds of the patterns that people write into policies and permission rows. */

/** Longest pattern, in characters. `schemas/v1alpha1/trust-policy.json` and `schemas/server-config.json` say the same. */
export const maxPatternLength = 256;
