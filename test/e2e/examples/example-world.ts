/** The world in which the examples run: `examples/world.yaml`, with the files that the examples speak of. */
import { readSeed } from '../../../src/simulator/seed/seed.ts';
import type { FilesSeed, RepositorySeed, WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { readProjectFile } from '../../support/source-files.ts';
import { yamlExamples } from '../../support/yaml-examples.ts';

export const branch = 'feature/subnets';
export const pullNumber = 12;

const policy = (
  name: string,
) => `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: ${name}
spec:
  rules:
    - match:
        repository: acme/infra
        ref: refs/heads/main
`;

/** Modules of the README: an HTTPS address and an SSH address of the same private repository. */
const main = `module "label" {
  source    = "git::https://github.com/acme/terraform-modules.git//modules/label"
  namespace = "acme"
  name      = "vpc"
}

module "again" {
  source    = "git@github.com:acme/terraform-modules.git//modules/label"
  namespace = "acme"
  name      = "vpc"
}
`;
const stack = (name: string) => `vars: { stage: plat-ue2-prod }
components:
  terraform:
    vpc:
      vars: { name: ${name} }
      settings:
        pro:
          enabled: true
`;

/** A stack that Atmos can describe, plan and apply without a provider. */
const stackFiles: FilesSeed = {
  'atmos.yaml': `base_path: ./
components: { terraform: { base_path: components/terraform, apply_auto_approve: true, auto_generate_backend_file: false } }
stacks: { base_path: stacks, included_paths: ["deploy/**/*"], name_template: "{{ .vars.stage }}" }
logs: { file: /dev/stderr, level: Warning }
`,
  'stacks/deploy/plat-ue2-prod.yaml': stack('a'),
  'components/terraform/vpc/main.tf': `variable "name" {
  type = string
}

resource "terraform_data" "vpc" {
  input = var.name
}
`,
};

/** The file of callers that the page of `validate-trust-policy` shows. */
function callersOfPage(): string {
  const found = yamlExamples().find(
    ({ at, text }) => at.startsWith('actions/validate-trust-policy/') && text.includes('kind: PolicyCallers'),
  );
  if (found === undefined) throw new Error('the page shows no callers');
  return found.text;
}

function infra(repository: RepositorySeed): RepositorySeed {
  return {
    ...repository,
    files: {
      ...repository.files,
      ...stackFiles,
      'main.tf': main,
      CODEOWNERS: '* @acme/platform\n/.atmos/pro/sts/ @acme/security\n/CODEOWNERS @acme/security\n',
      '.atmos/pro/sts/default.yaml': policy('default'),
      '.atmos/pro/sts/release.yaml': policy('release'),
      '.atmos/pro/callers.yaml': callersOfPage(),
      migrate: { content: '#!/bin/sh\necho "migrated with $2"\n', executable: true },
      'check-policies': { content: '#!/bin/sh\necho policies checked\n', executable: true },
    },
    branches: {
      [branch]: {
        files: {
          'main.tf': 'output "id" {\nvalue = "unformatted"\n}\n',
          'stacks/deploy/plat-ue2-prod.yaml': stack('b'),
        },
      },
    },
  };
}

/** The policies of a source that the pages show, beside its own. */
function policiesOfPages(): FilesSeed {
  const shown = yamlExamples().filter(
    ({ at, text }) =>
      /^docs\/(?:examples|migrate\/octo-sts)\.md:/.test(at) && text.includes('kind: TrustPolicy'),
  );
  return Object.fromEntries(
    shown.map(({ text }) => [`.atmos/pro/sts/${/^ {2}name: (.*)$/m.exec(text)?.[1] ?? ''}.yaml`, text]),
  );
}

/** A second source of the page of `setup-sts`. */
const policies: RepositorySeed = {
  name: 'acme/policies',
  files: { 'README.md': '# policies\n', '.atmos/pro/sts/default.yaml': policy('default') },
};

export function exampleWorld(): WorldSeed {
  const seed = readSeed(readProjectFile('examples/world.yaml'), 'examples/world.yaml');
  const repositories = (seed.repositories ?? []).map((one) => {
    if (one.name === 'acme/infra') return infra(one);
    return one.name === 'acme/terraform-modules'
      ? { ...one, files: { ...one.files, ...policiesOfPages() } }
      : one;
  });
  return { ...seed, repositories: [...repositories, policies] };
}
