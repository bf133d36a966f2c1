/** Shows a trust policy that allows more owners than was meant, what the linter reports, and the corrected policy. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoReport } from '../report.ts';
import type { Stage } from '../stage.ts';
import type { DemoAct } from './act.ts';
import { type ProgramOutput, showProgram } from './show-program.ts';

const policyFile = '.atmos/pro/sts/default.yaml';

const policyFor = (
  repository: string,
): string => `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository: "${repository}"
        ref: refs/heads/main
`;

/** Runs `atmos-pro policy lint` in a checkout, and shows its output. */
async function lint(checkout: string, { environment }: Stage, report: DemoReport): Promise<ProgramOutput> {
  const args = ['policy', 'lint', '--fail-on', 'warning'];
  return report.during('Linting', () => showProgram(args, { environment, cwd: checkout }, report));
}

export const policy: DemoAct = {
  name: 'policy',
  summary: 'a trust policy that allows too many repositories, and its fix',
  async play(stage, report) {
    const checkout = join(stage.directory, 'policy');
    const write = (repository: string) => writeFile(join(checkout, policyFile), policyFor(repository));
    await mkdir(join(checkout, '.atmos/pro/sts'), { recursive: true });

    report.chapter('Policy: repository "acme*" was meant to allow the repositories of acme');
    await write('acme*');
    const wide = await lint(checkout, stage, report);
    report.expect(
      'policy-too-wide',
      'the linter names an owner that anyone can register',
      wide.code === 1 && wide.output.includes('acme-evil'),
    );

    report.chapter('Policy: repository "acme/*" allows them and no others');
    await write('acme/*');
    const fixed = await lint(checkout, stage, report);
    report.expect('policy-fixed', 'the linter has no findings', fixed.code === 0);
  },
};
