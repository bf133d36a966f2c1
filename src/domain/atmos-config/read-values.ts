/** Reads typed values from a configuration tree and collects those that only Atmos can work out. */
import { ActionError } from '../../base/errors.ts';
import { type ConfigNode, findNode, formatLocation } from './config-tree.ts';
import type { UnusableValue } from './settings.ts';

/** Longest text value, in characters. */
const maxTextLength = 2_048;
/** Longest list. */
const maxItems = 1_000;
const trueWords = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

interface ReadTextOptions {
  /** The value is a template that is rendered later. */
  readonly mayBeTemplate?: boolean | undefined;
}

export interface ValueReader {
  /** Undefined when absent, empty or unusable. */
  text(path: readonly string[], options?: ReadTextOptions): string | undefined;
  flag(path: readonly string[]): boolean | undefined;
  texts(path: readonly string[]): readonly string[] | undefined;
  /** Names under a mapping, in the order of the file. */
  names(path: readonly string[]): readonly string[];
  /** Reports a value that only Atmos can decide. */
  report(path: readonly string[], reason: string): void;
  readonly unusable: readonly UnusableValue[];
}

function wrongType(node: ConfigNode, path: readonly string[], wanted: string): ActionError {
  return new ActionError(
    'INPUT_CONFIG_INVALID',
    `${formatLocation(node.location)}: ${path.join('.')} must be ${wanted}.`,
  );
}

/** Records a value that only Atmos can work out. */
type Report = (node: ConfigNode, path: readonly string[], reason: string) => undefined;

function createReport(unusable: Map<string, UnusableValue>): Report {
  return (node, path, reason) => {
    const key = path.join('.');
    const location = formatLocation(node.location);
    unusable.set(`${location} ${key}`, { location, key, reason });
  };
}

/** Reads scalars. Undefined for a value that is empty or was reported. */
type ReadText = (node: ConfigNode, path: readonly string[], options?: ReadTextOptions) => string | undefined;

function createReadText(report: Report): ReadText {
  return (node, path, options = {}) => {
    if (node.kind === 'unusable') {
      return report(node, path, `${node.reason}; set the input of the action or a variable instead`);
    }
    if (node.kind === 'scalar' && node.value === null) {
      return undefined;
    }
    // A whole number is its digits. YAML may have changed the text of any other value.
    const value = node.kind === 'scalar' && Number.isSafeInteger(node.value) ? String(node.value) : undefined;
    const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : value;
    if (text === undefined) {
      throw wrongType(node, path, 'a text; put it in quotes');
    }
    if (text.length > maxTextLength) {
      throw wrongType(node, path, `at most ${maxTextLength} characters`);
    }
    if (options.mayBeTemplate !== true && text.includes('{{')) {
      return report(node, path, 'it is a template, which is not rendered here; write the value itself');
    }
    return text === '' ? undefined : text;
  };
}

function readFlag(node: ConfigNode, path: readonly string[], readText: ReadText): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const word = readText(node, path);
  if (word === undefined || trueWords.has(word) || falseWords.has(word)) {
    return word === undefined ? undefined : trueWords.has(word);
  }
  throw wrongType(node, path, 'true or false');
}

function readTexts(
  node: ConfigNode,
  path: readonly string[],
  readText: ReadText,
): readonly string[] | undefined {
  if (node.kind === 'scalar' && node.value === null) return undefined;
  if (node.kind === 'map') throw wrongType(node, path, 'a list of texts');
  if (node.kind !== 'list') {
    // A comma-separated text is a list to Atmos' configuration library.
    return readText(node, path)
      ?.split(',')
      .map((item) => item.trim());
  }
  if (node.items.length > maxItems) {
    throw wrongType(node, path, `a list of at most ${maxItems}`);
  }
  const texts = node.items.map((item, index) => readText(item, [...path, String(index)]));
  // A list with an unusable item is shorter than its author meant, so none of it is used.
  return texts.includes(undefined) ? undefined : texts.filter((text) => text !== undefined);
}

/** @throws ActionError `INPUT_CONFIG_INVALID` from each reading function, for a value of the wrong type or over a bound. */
export function createValueReader(root: ConfigNode | undefined): ValueReader {
  const unusable = new Map<string, UnusableValue>();
  const report = createReport(unusable);
  const readText = createReadText(report);
  return {
    get unusable() {
      return [...unusable.values()];
    },
    report(path, reason) {
      const node = findNode(root, path);
      if (node !== undefined) report(node, path, reason);
    },
    text(path, options) {
      const node = findNode(root, path);
      return node && readText(node, path, options);
    },
    flag(path) {
      const node = findNode(root, path);
      return node && readFlag(node, path, readText);
    },
    texts(path) {
      const node = findNode(root, path);
      return node && readTexts(node, path, readText);
    },
    names(path) {
      const node = findNode(root, path);
      if (node?.kind === 'unusable') {
        report(node, path, `${node.reason}; set the inputs of the action instead`);
      }
      return node?.kind === 'map' ? [...node.entries.keys()] : [];
    },
  };
}
