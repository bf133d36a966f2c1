/** The configuration file when `--config` is not given, in the current directory. */

export const defaultConfigFile = 'atmos-pro.yaml';
