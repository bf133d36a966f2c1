/** Folders of the actions of this project, by the name under which workflow files use them, for runners of the simulator. */
import { fileURLToPath } from 'node:url';

const names = [
  'commit',
  'lock-stack',
  'setup-sts',
  'unlock-stack',
  'upload-affected',
  'upload-instances',
  'upload-status',
  'validate-trust-policy',
] as const;

type BundledAction = (typeof names)[number];

export function actionFolder(name: BundledAction): string {
  return fileURLToPath(new URL(`../../actions/${name}`, import.meta.url));
}

/** By `acme/atmos-pro-actions/actions/NAME`, as the docs write them. */
export function bundledActions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => [`acme/atmos-pro-actions/actions/${name}`, actionFolder(name)]),
  );
}
