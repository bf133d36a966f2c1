/**
 * Confines what the files of a checkout name to the checkout. Files elsewhere, such as `~/.atmos` and those that a variable of the workflow
 * names, belong to the machine or to the workflow, and may import what they like.
 */
import { joinPath } from './find-atmos-config.ts';
import type { AtmosConfigReader, UnusableValue } from './settings.ts';

export interface CheckoutReaders {
  /** For files that the search finds: links of the checkout that lead out of it are not followed. */
  readonly search: AtmosConfigReader;
  /** For what the file at `path` imports: of a file of the checkout, nothing outside of it. */
  importsOf(path: string): Promise<AtmosConfigReader>;
  /** Files that were left out. */
  readonly left: readonly UnusableValue[];
}

/** By its spelling; `..` in it is for `isBelow` to resolve. */
function isNamedBelow(path: string, directory: string): boolean {
  const spell = (text: string) => text.replaceAll('\\', '/');
  return spell(path).startsWith(`${spell(directory).replace(/\/+$/, '')}/`);
}

/** `directory`: absolute path of the checkout. */
export function confineToCheckout(reader: AtmosConfigReader, directory: string): CheckoutReaders {
  const checkout = joinPath(directory, '');
  const left = new Map<string, UnusableValue>();

  function confine(concerns: (path: string) => boolean): AtmosConfigReader {
    async function isAllowed(path: string): Promise<boolean> {
      if (!concerns(path) || (await reader.isBelow(path, checkout))) return true;
      left.set(path, { location: path, key: 'the file', reason: 'it is outside of the checkout' });
      return false;
    }
    return {
      readText: async (path, maxBytes) =>
        (await isAllowed(path)) ? reader.readText(path, maxBytes) : undefined,
      list: async (path) => ((await isAllowed(path)) ? reader.list(path) : undefined),
      isBelow: reader.isBelow,
    };
  }

  const search = confine((path) => isNamedBelow(path, checkout));
  const inside = confine(() => true);
  return {
    search,
    importsOf: async (path) =>
      isNamedBelow(path, checkout) || (await reader.isBelow(path, checkout)) ? inside : search,
    get left() {
      return [...left.values()];
    },
  };
}
