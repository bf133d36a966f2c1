/** `atmos-pro drift`: drift of a server's instances, for admins. Loads the module of a subcommand only when it runs. */
import { Command } from 'commander';
import { addExamples } from '../examples.ts';
import { addBadge } from './badge-command.ts';
import { addCauses } from './causes-command.ts';

export function driftCommand(): Command {
  const drift = new Command('drift').description('List the causes of drift, and print badges.');
  addCauses(drift);
  addBadge(drift);
  return addExamples(drift, 'atmos-pro drift causes --url https://atmos-pro.example.com --workspace ws_acme');
}
