/** Decides which profiles of a configuration count. Apart from what finds them: most jobs have none. */
import { type Surroundings, splitItems } from './find-atmos-config.ts';
import type { ValueReader } from './read-values.ts';

export interface ChosenProfiles {
  readonly names: readonly string[];
  /** What names them, for people. */
  readonly source: 'profile' | 'ATMOS_PROFILE' | 'env.ATMOS_PROFILE' | 'profiles.default';
}

/** Names from the step, else `ATMOS_PROFILE`, else that variable in the `env:` of the configuration, else `profiles.default`. */
export function chooseProfiles(around: Surroundings, values: ValueReader): ChosenProfiles {
  const variable = around.environment['ATMOS_PROFILE'];
  // A variable that is set, even to nothing, beats the one of the configuration.
  const declared = variable === undefined ? values.text(['env', 'ATMOS_PROFILE']) : undefined;
  const choices: readonly ChosenProfiles[] = [
    { source: 'profile', names: around.profiles ?? [] },
    { source: 'ATMOS_PROFILE', names: splitItems(variable) },
    { source: 'env.ATMOS_PROFILE', names: splitItems(declared) },
  ];
  const chosen = choices.find(({ names }) => names.length > 0);
  if (chosen !== undefined) return chosen;
  const name = values.text(['profiles', 'default'])?.trim();
  return { source: 'profiles.default', names: name ? [name] : [] };
}
