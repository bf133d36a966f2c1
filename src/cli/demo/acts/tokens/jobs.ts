/** The two jobs of the demo: one that trust policies allow, and one that they do not. */
import type { ScriptedStep } from '../../../../simulator/runner/run-job.ts';
import { actionFolder } from '../../../bundled-actions.ts';

export interface DemoServer {
  readonly url: string;
  readonly workspaceId: string;
}

function setUpSts(server: DemoServer, sources: readonly string[]): ScriptedStep {
  return {
    name: `uses: actions/setup-sts (sources: ${sources.join(', ')})`,
    uses: actionFolder('setup-sts'),
    with: { 'workspace-id': server.workspaceId, 'base-url': server.url, sources: sources.join('\n') },
  };
}

/** Does what actions/checkout does: fetches the repository, and leaves the job's token as a header in the local configuration. */
const checkOut: ScriptedStep = {
  name: 'Check out acme/infra like actions/checkout',
  run: `git init --quiet --initial-branch main .
git config http.https://github.com/.extraheader "AUTHORIZATION: basic $(printf 'x-access-token:%s' "$DEMO_JOB_TOKEN" | base64 --wrap=0)"
git fetch --quiet https://github.com/acme/infra main && git checkout --quiet FETCH_HEAD && ls`,
};

/** A job of acme/infra on main. */
export function trustedJob(server: DemoServer, options: { readonly terraform: boolean }): ScriptedStep[] {
  return [
    checkOut,
    setUpSts(server, ['acme/terraform-modules', 'acme-labs/components']),
    {
      name: 'git clone two private repositories of two owners, one with an SSH URL',
      run: `git clone --quiet https://github.com/acme/terraform-modules "$RUNNER_TEMP/modules" && git -C "$RUNNER_TEMP/modules" log --oneline -1
git clone --quiet git@github.com:acme-labs/components.git "$RUNNER_TEMP/components" && git -C "$RUNNER_TEMP/components" log --oneline -1`,
    },
    options.terraform
      ? {
          name: 'terraform init with the same private modules',
          run: 'cat main.tf && terraform init -input=false -no-color',
        }
      : { name: 'terraform init (skipped: terraform is not installed)', run: 'true' },
    {
      name: 'Access to the own repository still works',
      run: 'git ls-remote --quiet https://github.com/acme/infra HEAD',
    },
  ];
}

/** A job of stranger/app, a repository of the workspace that no policy of acme allows. */
export function untrustedJob(server: DemoServer): ScriptedStep[] {
  return [setUpSts(server, ['acme/terraform-modules']), { name: 'Never reached', run: 'echo reached' }];
}
