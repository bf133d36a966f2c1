/** Findings of the configuration, and the searches that several of its checks share. */
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';

export interface ConfigFinding {
  readonly pointer: string;
  readonly message: string;
}

/** Findings for every value that occurred before. */
export function findRepeats(
  values: readonly { readonly pointer: string; readonly value: string; readonly what: string }[],
): ConfigFinding[] {
  const seen = new Set<string>();
  return values.flatMap(({ pointer, value, what }) => {
    if (seen.has(value)) return [{ pointer, message: `${what} ${value} is a duplicate` }];
    seen.add(value);
    return [];
  });
}

/** Findings for every workspace that `entries`, which stand at `base`, name and the document does not have. */
export function findUnknownWorkspaces(
  document: ServerConfigDocument,
  entries: readonly { readonly workspaces?: readonly string[] }[],
  base: string,
): ConfigFinding[] {
  const known = new Set(document.workspaces.map(({ id }) => id));
  return entries.flatMap(({ workspaces = [] }, index) =>
    workspaces.flatMap((id, idIndex) =>
      known.has(id)
        ? []
        : [
            {
              pointer: `${base}/${index}/workspaces/${idIndex}`,
              message: `the workspace ${id} does not exist`,
            },
          ],
    ),
  );
}
