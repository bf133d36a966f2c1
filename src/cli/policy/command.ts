/** `atmos-pro policy`: trust policies for people. Each subcommand's code is loaded when it is called. */
import { Command, Option } from 'commander';
import { claimOptions } from './claim-options.ts';

function addLint(policy: Command): void {
  policy
    .command('lint')
    .description('say what is wrong with policies, and what they really let in')
    .argument('[files...]', 'policies, directories of them, or globs; without any, those in .atmos/pro/sts')
    .addOption(
      new Option('--format <format>', 'how to say it')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'from which severity on the exit code is 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--callers <file>', 'callers and what each must get, as in schemas/v1alpha1/policy-callers.json')
    .option('--no-codeowners', 'do not ask for code owners of the policies')
    .addHelpText('after', '\nExit codes: 0 no errors, 1 errors, 2 the command line has to be mended.')
    .action(async (files, options) => (await import('./lint.ts')).lintPolicies(files, options));
}

function addExplain(policy: Command): void {
  const command = policy
    .command('explain')
    .description('say what a policy decides about a caller, rule by rule and claim by claim')
    .argument('<policy>', 'file of the policy, or its name in .atmos/pro/sts')
    .option('--claims <file>', 'claims of an ID token under GitHub’s names, YAML or JSON')
    .option(
      '--installation-permissions <file>',
      'what the GitHub App’s installation holds; without it, everything',
    )
    .addOption(new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text'));
  for (const { flag, description } of claimOptions) command.option(`--${flag} <value>`, description);
  command
    .addHelpText(
      'after',
      '\nExit codes: 0 granted, 3 denied, 2 the policy or the command line has to be mended.',
    )
    .action(async (name, options) => (await import('./explain.ts')).explainPolicy(name, options));
}

function addInit(policy: Command): void {
  policy
    .command('init')
    .description('write a narrow policy; asks on a terminal for what no option says')
    .option('--name <name>', 'name of the policy', 'default')
    .option('--repository <owner/name>', 'whose jobs are let in')
    .option('--branch <name>', 'on which branch; main unless an environment is named')
    .option('--environment <name>', 'in which environment')
    .option('--permission <name=level...>', 'what a token may do besides reading contents')
    .option('--codeowner <owner>', 'who has to approve changes of policies, such as @acme/security')
    .option('--directory <path>', 'root of the checkout', '.')
    .action(async (options) => (await import('./init.ts')).initPolicy(options));
}

export function policyCommand(): Command {
  // Subcommands take this over as they are added.
  const policy = new Command('policy').description('check, explain and write trust policies');
  addLint(policy);
  addExplain(policy);
  addInit(policy);
  return policy;
}
