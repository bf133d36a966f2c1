/**
 * Finds in an atmos.yaml what the Actions need: `settings.pro`, the `atmos/pro` provider and the `github/sts` integration.
 *
 * The integration and its provider beat `settings.pro`, being the narrower statement. A provider's keys are read under
 * `spec`, as Atmos does, and beside `kind`, as the documentation shows. `settings.pro.token` and `github_oidc` are not
 * read: a job gets a session of its own.
 */

import { ActionError } from '../../base/errors.ts';
import type { ConfigNode } from './config-tree.ts';
import { findNode, formatLocation } from './config-tree.ts';
import { type ParseConfigOptions, parseConfig } from './parse-config.ts';
import { createValueReader, type ValueReader } from './read-values.ts';
import type { AtmosConfig, AtmosProSettings } from './settings.ts';

type Path = readonly string[];

/** Names under `auth.<group>` whose `kind` is the given one. */
function findKind(values: ValueReader, group: string, kind: string): readonly string[] {
  return values.names(['auth', group]).filter((name) => values.text(['auth', group, name, 'kind']) === kind);
}

function chooseIntegration(values: ValueReader): Path | undefined {
  const names = findKind(values, 'integrations', 'github/sts');
  const [name] = names;
  if (names.length > 1) {
    values.report(
      ['auth', 'integrations'],
      `it has several github/sts integrations (${names.join(', ')}); set the inputs of the action`,
    );
    return undefined;
  }
  return name === undefined ? undefined : ['auth', 'integrations', name];
}

/** The provider that the integration goes through, else the only one there is. */
function chooseProvider(values: ValueReader, integration: Path | undefined): Path | undefined {
  const names = findKind(values, 'providers', 'atmos/pro');
  const via = integration && [...integration, 'via'];
  const identity = via && values.text([...via, 'identity']);
  const named =
    (via && values.text([...via, 'provider'])) ??
    (identity && values.text(['auth', 'identities', identity.toLowerCase(), 'via', 'provider']));
  const chosen =
    names.find((name) => name === named?.toLowerCase()) ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined && names.length > 1) {
    values.report(
      ['auth', 'providers'],
      `it has several atmos/pro providers (${names.join(', ')}) and no integration chooses one; set the inputs of the action`,
    );
  }
  return chosen === undefined ? undefined : ['auth', 'providers', chosen];
}

function readMode(values: ValueReader, root: ConfigNode | undefined, path: Path): 'env' | 'file' | undefined {
  const mode = values.text(path);
  const node = findNode(root, path);
  if (mode === 'env' || mode === 'file') return mode;
  if (mode === undefined || node === undefined) return undefined;
  throw new ActionError(
    'INPUT_CONFIG_INVALID',
    `${formatLocation(node.location)}: ${path.join('.')} is ${JSON.stringify(mode)}, it takes "env" or "file".`,
  );
}

/** Zero and less mean the default, as for the Atmos CLI. */
function readPositive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Settings from a tree; undefined (no file) gives none. @throws ActionError `INPUT_CONFIG_INVALID` with the place. */
export function readSettings(root: ConfigNode | undefined): AtmosConfig {
  const values = createValueReader(root);
  const pro: Path = ['settings', 'pro'];
  const integration = chooseIntegration(values);
  const provider = chooseProvider(values, integration);
  const spec = integration && [...integration, 'spec'];
  const fromProvider = (key: string): string | undefined =>
    provider && (values.text([...provider, 'spec', key]) ?? values.text([...provider, key]));
  const sources = spec && values.texts([...spec, 'repos']);
  const settings: { [Key in keyof AtmosProSettings]: AtmosProSettings[Key] | undefined } = {
    baseUrl: fromProvider('base_url') ?? values.text([...pro, 'base_url']),
    endpoint: fromProvider('endpoint') ?? values.text([...pro, 'endpoint']),
    workspaceId: fromProvider('workspace_id') ?? values.text([...pro, 'workspace_id']),
    audience: fromProvider('audience'),
    sources: sources?.length === 0 ? undefined : sources,
    policyName: spec && values.text([...spec, 'policy_name']),
    gitConfigMode:
      (spec && readMode(values, root, [...spec, 'git_config_mode'])) ??
      readMode(values, root, [...pro, 'git_sts', 'git_config_mode']),
    tokenEnv: spec && values.text([...spec, 'token_env'], { mayBeTemplate: true }),
    revokeOnExit:
      (spec && values.flag([...spec, 'revoke_on_exit'])) ??
      values.flag([...pro, 'git_sts', 'revoke_on_exit']),
    maxPayloadBytes: readPositive(values.text([...pro, 'max_payload_bytes'])),
  };
  const present = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  // All settings are optional.
  return { settings: present as AtmosProSettings, unusable: values.unusable };
}

/**
 * Settings from the text of one file, its imports left aside.
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column.
 */
export function readAtmosConfig(text: string, fileName: string, options: ParseConfigOptions): AtmosConfig {
  return readSettings(parseConfig(text, fileName, options));
}
