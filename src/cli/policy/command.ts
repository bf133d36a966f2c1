/** `atmos-pro policy`: trust policies in a checkout. Loads the module of a subcommand only when it runs. */
import { Command, Option } from 'commander';
import { claimFields } from '../../domain/trust-policy/callers/claim-fields.ts';
import { addExamples } from '../examples.ts';
import { formatOption } from '../format-option.ts';

function addLint(policy: Command): void {
  const command = policy
    .command('lint')
    .description('Check trust policies for errors and for rules that allow more jobs than intended.')
    .argument('[files...]', 'policy files, directories or globs (default: all policies in .atmos/pro/sts)')
    .addOption(formatOption('sarif', 'github'))
    .addOption(
      new Option('--fail-on <severity>', 'lowest severity for exit code 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option(
      '--callers <file>',
      'file with test callers and their expected results, see schemas/v1alpha1/policy-callers.json',
    )
    .option('--no-codeowners', 'do not check that CODEOWNERS protects the policies')
    .addHelpText('after', '\nExit codes: 0 no errors, 1 errors, 2 invalid command line.')
    .action(async (files, options) => (await import('./lint.ts')).lintPolicies(files, options));
  addExamples(
    command,
    'atmos-pro policy lint',
    'atmos-pro policy lint --callers callers.yaml',
    'atmos-pro policy lint --format sarif > policies.sarif',
  );
}

function addExplain(policy: Command): void {
  const command = policy
    .command('explain')
    .description('Explain whether a policy allows a job, rule by rule and claim by claim.')
    .argument('<policy>', 'policy file, or the name of a policy in .atmos/pro/sts')
    .option('--claims <file>', 'YAML or JSON file with the claims of an ID token')
    .option(
      '--installation-permissions <file>',
      'file with the permissions of the GitHub App installation (default: all)',
    )
    .addOption(formatOption());
  for (const { flag, description } of claimFields) command.option(`--${flag} <value>`, description);
  command
    .addHelpText('after', '\nExit codes: 0 granted, 3 denied, 2 invalid policy or command line.')
    .action(async (name, options) => (await import('./explain.ts')).explainPolicy(name, options));
  addExamples(
    command,
    'atmos-pro policy explain default --repository acme/infra --ref refs/heads/main',
    'atmos-pro policy explain default --claims claims.json --format json',
  );
}

function addInit(policy: Command): void {
  const command = policy
    .command('init')
    .description(
      'Create a trust policy for one repository. On a terminal, asks for values without an option.',
    )
    .option('--name <name>', 'name of the policy', 'default')
    .option('--repository <owner/name>', 'repository whose jobs to allow')
    .option(
      '--branch <name>',
      'branch of the jobs (default without a terminal: main, or any with --environment)',
    )
    .option('--environment <name>', 'environment of the jobs')
    .option('--event <name>', 'event of the runs, such as push (writes v1alpha2)')
    .option(
      '--job-workflow-ref <file@ref>',
      'reusable workflow that the jobs run, such as acme/ci/.github/workflows/plan.yml@refs/heads/main (writes v1alpha2)',
    )
    .option(
      '--repository-id <id>',
      'id of the repository, which a new repository never gets (writes v1alpha2)',
    )
    .option('--repository-owner-id <id>', 'id of its owner (writes v1alpha2)')
    .option('--runner-environment <kind>', 'github-hosted or self-hosted (writes v1alpha2)')
    .option('--permission <name=level...>', 'permissions of a token, in addition to contents=read')
    .option('--codeowner <owner>', 'code owner who approves changes to policies, such as @acme/security')
    .option('--directory <path>', 'root of the checkout (default: the working directory)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nThe file is v1alpha1 unless an option needs v1alpha2, which the hosted Atmos Pro does not read.',
    )
    .action(async (options) => (await import('./init.ts')).initPolicy(options));
  addExamples(
    command,
    'atmos-pro policy init',
    'atmos-pro policy init --repository acme/infra --branch main --codeowner @acme/security',
    'atmos-pro policy init --repository acme/infra --format json',
  );
}

function addConvert(policy: Command): void {
  const command = policy
    .command('convert')
    .description(
      'Print the trust policy that says the same as an octo-sts policy, with a comment for what has no equivalent.',
    )
    .argument('<file>', 'octo-sts policy, such as .github/chainguard/release.sts.yaml')
    .option('--name <name>', 'name of the new policy (default: the name of the file)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 converted, 1 converted with a rule that needs your attention, 2 invalid file or command line.',
    )
    .action(async (file, options) => (await import('./convert.ts')).convertPolicy(file, options));
  addExamples(
    command,
    'atmos-pro policy convert .github/chainguard/release.sts.yaml > .atmos/pro/sts/release.yaml',
  );
}

export function policyCommand(): Command {
  const policy = new Command('policy').description('Lint, explain, create and convert trust policies.');
  addLint(policy);
  addExplain(policy);
  addInit(policy);
  addConvert(policy);
  return addExamples(
    policy,
    'atmos-pro policy lint',
    'atmos-pro policy init',
    'atmos-pro help policy explain',
  );
}
