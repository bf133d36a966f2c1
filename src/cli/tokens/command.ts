/** `atmos-pro tokens`: the GitHub tokens of jobs, for admins. Loads the module of a subcommand only when it runs. */
import { Command } from 'commander';
import { addPageOptions } from '../admin/list-pages.ts';
import { addConnectionOptions } from '../admin/options.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

const server = '--url https://atmos-pro.example.com --workspace ws_acme';

function addList(tokens: Command): void {
  const command = addPageOptions(
    addConnectionOptions(tokens.command('list'))
      .description('List the GitHub tokens that jobs got within the last hour, the newest first.')
      .addOption(formatOption()),
  ).action(async (options) => (await import('./list.ts')).printTokens(options));
  addExamples(command, `atmos-pro tokens list ${server}`);
}

function addRevoke(tokens: Command): void {
  const command = addConnectionOptions(tokens.command('revoke <sha256>'))
    .description(
      'Revoke a token at once, by its SHA-256: in hexadecimal digits, or in Base64 as GitHub’s audit log has it.',
    )
    .option('--reason <text>', 'reason for the audit log, which also records the name of your admin token')
    .addOption(formatOption())
    .action(async (sha256, options) => (await import('./revoke.ts')).revokeByHash(sha256, options));
  addExamples(
    command,
    `atmos-pro tokens revoke 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 ${server} --reason "in a log"`,
  );
}

export function tokensCommand(): Command {
  const tokens = new Command('tokens').description('List and revoke the GitHub tokens of jobs.');
  addList(tokens);
  addRevoke(tokens);
  return addExamples(tokens, `atmos-pro tokens list ${server}`);
}
