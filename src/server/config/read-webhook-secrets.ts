/** The secrets of the GitHub App's webhook, from files or from the environment. */
import { ActionError } from '../../base/errors.ts';
import type { ReadConfigInput } from './config-input.ts';
import { findSecretProblem, minSecretLength, readSecretFile } from './secret-files.ts';

const variable = 'ATMOS_PRO_GITHUB_WEBHOOK_SECRET';
/** The new one and the old one, while the secret is rotated. */
const maxSecrets = 2;

function invalid(problem: string): ActionError {
  return new ActionError('INPUT_CONFIG_INVALID', `The webhook secret in ${variable} ${problem}.`, {
    hint: 'Set the secret of the GitHub App’s webhook, such as `openssl rand -hex 32` prints it; while it is rotated, the new and the old one with a blank between them.',
  });
}

/** @throws ActionError `INPUT_CONFIG_INVALID` for a secret that cannot be used; it is never quoted. */
export function readWebhookSecrets(
  input: ReadConfigInput,
  files: readonly string[] | undefined,
): readonly string[] {
  if (files !== undefined) return files.map((path) => readSecretFile(path, minSecretLength, input));
  const secrets = (input.environment[variable] ?? '').split(/\s+/).filter((secret) => secret !== '');
  if (secrets.length > maxSecrets) throw invalid(`is ${secrets.length} secrets; it may be two`);
  for (const secret of secrets) {
    const problem = findSecretProblem(secret, minSecretLength);
    if (problem !== undefined) throw invalid(problem);
  }
  return secrets;
}
