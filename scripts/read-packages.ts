/** Reads `package.json` and `package-lock.json`, and checks the fields that scripts use. */
import { readFileSync } from 'node:fs';
import { isRecord } from '../src/base/text.ts';

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly os?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Record<string, LockedPackage>;

interface LockFile {
  readonly packages: LockedPackages;
}

interface PackageManifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isTextList = (value: unknown) => Array.isArray(value) && value.every(isText);
const isTextMap = (value: unknown) => isRecord(value) && Object.values(value).every(isText);

const lockedFields = {
  version: isText,
  license: isText,
  dev: isFlag,
  devOptional: isFlag,
  optional: isFlag,
  cpu: isTextList,
  libc: isTextList,
  os: isTextList,
  dependencies: isTextMap,
  optionalDependencies: isTextMap,
} satisfies Record<keyof LockedPackage, (value: unknown) => boolean>;

function isLockedPackage(value: unknown): value is LockedPackage {
  if (!isRecord(value)) return false;
  return Object.entries(lockedFields).every(
    ([field, fits]) => value[field] === undefined || fits(value[field]),
  );
}

function isLockFile(value: unknown): value is LockFile {
  return (
    isRecord(value) && isRecord(value['packages']) && Object.values(value['packages']).every(isLockedPackage)
  );
}

function isPackageManifest(value: unknown): value is PackageManifest {
  return (
    isRecord(value) &&
    isText(value['version']) &&
    isText(value['license']) &&
    isTextMap(value['dependencies'])
  );
}

function readAs<T>(path: string, isExpected: (value: unknown) => value is T): T {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isExpected(value)) throw new Error(`${path} has a field of an unexpected type`);
  return value;
}

/** Fields that scripts do not use are kept. Throws an `Error` for a file of another shape. */
export const readLockFile = (path: string) => readAs(path, isLockFile);

/** As `readLockFile`. */
export const readPackageManifest = (path: string) => readAs(path, isPackageManifest);
