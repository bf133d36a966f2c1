/** Runs `validate-trust-policy` over a checkout that a test writes, with no network and no token. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ActionResult } from '../support/run-action.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';

export const policyPath = '.atmos/pro/sts/default.yaml';

/** A valid policy that allows acme/infra on main; the first text of each edit is replaced by its second. */
export function soundPolicy(...edits: readonly (readonly [string, string])[]): string {
  const text = `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository: "acme/infra"
        ref: "refs/heads/main"
`;
  return edits.reduce((edited, [search, replacement]) => edited.replace(search, replacement), text);
}

/** A file of callers; each is the flow mapping after its name. */
export function callersFile(callers: Readonly<Record<string, string>>): string {
  const items = Object.entries(callers).map(([name, rest]) => `  - {name: ${name}, ${rest}}\n`);
  return `apiVersion: atmos-pro.com/v1alpha1\nkind: PolicyCallers\ncallers:\n${items.join('')}`;
}

export interface Checkout {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Does to the checkout what plain files cannot. */
  readonly prepare?: (workspace: string) => unknown;
  /** Inspects it afterwards. */
  readonly inspect?: (workspace: string) => unknown;
}

/** Code owners are not asked for unless the inputs say so. */
export async function runValidate({ files = {}, inputs, environment, prepare, inspect }: Checkout) {
  await using job = await makeJobDirectory();
  const workspace = join(job.directory, 'workspace');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  await prepare?.(workspace);
  const result = await runAction('validate-trust-policy', 'main', {
    directory: job.directory,
    inputs: { codeowners: 'false', ...inputs },
    ...(environment === undefined ? {} : { environment }),
  });
  return { ...result, inspected: await inspect?.(workspace) };
}

/** Lines that make the runner show something, by their kind. */
export function commandsOf({ stdout }: Pick<ActionResult, 'stdout'>, kind: string): string[] {
  return stdout.split('\n').filter((line) => line.startsWith(`::${kind} `));
}
