/**
 * Hunts one mutant in a process of its own: `node hunt.ts NAME SEEDS`. Prints as JSON which seed caught it, and by what. `none` is the server
 * as it is, with the profile of the mutant that the third argument names.
 */
import { loadMutant } from './load-mutant.ts';
import { mutants } from './mutants.ts';

async function hunt([name = '', seeds = '40', profile = name]: readonly string[]): Promise<string> {
  const mutant = mutants.find((one) => one.name === profile);
  if (mutant === undefined) throw new Error(`unknown mutant: ${profile}`);
  if (name !== 'none') loadMutant(mutant);
  const { huntMutant } = await import('./hunt-mutant.ts');
  return `${JSON.stringify(await huntMutant(mutant, Number(seeds)))}\n`;
}

if (import.meta.main) process.stdout.write(await hunt(process.argv.slice(2)));
