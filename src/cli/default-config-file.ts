/** The configuration file of commands that were given none; in the current directory. */

export const defaultConfigFile = 'atmos-pro.yaml';
