/**
 * The tools that the examples run and that a machine may not have. A script stands for those that are missing: `terraform` clones the modules of
 * `*.tf`, indents attributes and shows a plan, `atmos` knows the one stack of the example world, `gh` keeps what it would send. Those that are there are used.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../conformance/atmos.ts';
import { affectedText } from '../../unit/domain/stacks/samples.ts';

const affected = affectedText({ component: 'vpc', stack: 'plat-ue2-prod' });
const stacks = JSON.stringify({
  'plat-ue2-prod': {
    components: { terraform: { vpc: { metadata: {}, settings: { pro: { enabled: true } } } } },
  },
});

const plan = JSON.stringify({
  format_version: '1.2',
  resource_changes: [
    {
      ...{ address: 'terraform_data.main', mode: 'managed', type: 'terraform_data', name: 'main' },
      provider_name: 'terraform.io/builtin/terraform',
      change: { actions: ['update'], before: { tags: { Team: 'a' } }, after: { tags: { Team: 'b' } } },
    },
  ],
});

const terraform = `case "$1" in
  init) grep -ho 'source *= *"[^"]*"' ./*.tf | sed 's/.*"\\(.*\\)"/\\1/; s/^git:://; s/\\/\\/modules.*//' | sort -u | while read -r source; do
    git clone --quiet "$source" "$(mktemp -d)/module"
  done ;;
  fmt) sed -i 's/^value/  value/' ./*.tf ;;
esac
`;
/** The examples plan with `atmos`, whose stand-in leaves no plan that a real Terraform could show. */
const showPlan = `case " $* " in *' show -json '*) printf '%s' '${plan}'; exit ;; esac
`;
const atmos = `file=
for argument in "$@"; do case "$argument" in --file=*) file=\${argument#--file=} ;; esac; done
case "$1 $2" in
  'describe affected') printf '%s' '${affected}' > "$file" ;;
  'describe stacks') printf '%s' '${stacks}' > "$file" ;;
esac
case " $* " in *' -detailed-exitcode '*) exit 2 ;; esac
`;

/** Each writes its time and arguments to `log/NAME` before it does anything, and `atmos` a secret that it may not get. */
export function installTools(directory: string): string {
  const bin = join(directory, 'bin');
  const log = join(directory, 'log');
  mkdirSync(bin);
  mkdirSync(log);
  const standIns = { terraform: showPlan + terraform, atmos, gh: ':\n' };
  for (const [name, script] of Object.entries(standIns)) {
    // The API of the simulator has no code scanning, so `gh` never sends anything.
    const own = name === 'gh' ? undefined : findProgram(name);
    const shown = name === 'terraform' && findProgram('atmos') === undefined ? showPlan : '';
    const work = own === undefined ? script : `${shown}exec '${own}' "$@"\n`;
    const path = join(bin, name);
    const variables =
      name === 'atmos' ? `echo "\${DATADOG_API_KEY-}" >> '${join(log, 'atmos-variables')}'\n` : '';
    writeFileSync(path, `#!/bin/bash\n${variables}echo "$(date +%s%3N) $*" >> '${join(log, name)}'\n${work}`);
    chmodSync(path, 0o755);
  }
  return bin;
}
