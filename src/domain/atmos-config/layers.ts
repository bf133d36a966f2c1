/**
 * The layers of one configuration. Atmos keeps the values of YAML functions, such as `!env`, above all plain ones: in a file that is laid
 * over, a plain value does not replace them.
 */
import { type ConfigNode, layConfig } from './config-tree.ts';

export interface Layers {
  plain?: ConfigNode | undefined;
  /** Lies over `plain`. */
  pinned?: ConfigNode | undefined;
}

/** What of a tree its YAML functions gave. */
function evaluatedPart(node: ConfigNode): ConfigNode | undefined {
  if (node.kind !== 'map') {
    return (node.kind === 'scalar' || node.kind === 'unusable') && node.isEvaluated ? node : undefined;
  }
  const entries = new Map<string, ConfigNode>();
  for (const [key, child] of node.entries) {
    const part = evaluatedPart(child);
    if (part !== undefined) entries.set(key, part);
  }
  return entries.size === 0 ? undefined : { ...node, entries };
}

/** Lays a tree over all that is there. `pinsAll` pins its plain values too. */
export function addTree(
  layers: Layers,
  tree: ConfigNode | undefined,
  options: { readonly pinsAll?: boolean | undefined } = {},
): void {
  if (tree === undefined) return;
  layers.plain = layConfig(layers.plain, tree);
  const pinned = options.pinsAll ? tree : evaluatedPart(tree);
  if (pinned !== undefined) layers.pinned = layConfig(layers.pinned, pinned);
}

/** One tree of the layers. */
export function flatten({ plain, pinned }: Layers): ConfigNode | undefined {
  return pinned === undefined ? plain : layConfig(plain, pinned);
}
