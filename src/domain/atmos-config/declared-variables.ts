/**
 * Variables of Atmos that the `env:` of a configuration sets. Atmos takes them as if the environment had them, unless it has them, before it reads
 * profiles. To the actions they remain what a file says.
 */
import { type ConfigNode, findNode } from './config-tree.ts';

const settingOf = {
  ATMOS_PRO_BASE_URL: 'base_url',
  ATMOS_PRO_ENDPOINT: 'endpoint',
  ATMOS_PRO_WORKSPACE_ID: 'workspace_id',
} as const;

function toTree([key, ...rest]: readonly string[], leaf: ConfigNode): ConfigNode {
  return key === undefined
    ? leaf
    : { kind: 'map', entries: new Map([[key, toTree(rest, leaf)]]), location: leaf.location };
}

/** A tree for each of these variables, with the setting that it decides. */
export function declaredSettings(
  root: ConfigNode | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): readonly ConfigNode[] {
  const variables = findNode(root, ['env']);
  return Object.entries(settingOf).flatMap(([name, key]) => {
    const node = variables?.kind === 'map' ? variables.entries.get(name) : undefined;
    const isDecided = node === undefined || environment[name] !== undefined;
    return isDecided ? [] : [toTree(['settings', 'pro', key], node)];
  });
}
