/** Reads typed values out of a configuration tree, collecting those that only Atmos can work out. */
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
  /** The value is a template of its own right, to be rendered later. */
  readonly mayBeTemplate?: boolean | undefined;
}

export interface ValueReader {
  /** Undefined when absent, empty or unusable. */
  text(path: readonly string[], options?: ReadTextOptions): string | undefined;
  flag(path: readonly string[]): boolean | undefined;
  texts(path: readonly string[]): readonly string[] | undefined;
  /** Names under a mapping, in the order of the file. */
  names(path: readonly string[]): readonly string[];
  /** Reports something that Atmos would decide and we must not guess. */
  report(path: readonly string[], reason: string): void;
  readonly unusable: readonly UnusableValue[];
}

function wrongType(node: ConfigNode, path: readonly string[], wanted: string): ActionError {
  return new ActionError(
    'INPUT_CONFIG_INVALID',
    `${formatLocation(node.location)}: ${path.join('.')} must be ${wanted}.`,
  );
}

/** @throws ActionError `INPUT_CONFIG_INVALID` from each reading function, for a value of the wrong type or over a bound. */
export function createValueReader(root: ConfigNode | undefined): ValueReader {
  const unusable = new Map<string, UnusableValue>();

  function reportNode(node: ConfigNode, path: readonly string[], reason: string): undefined {
    const key = path.join('.');
    const location = formatLocation(node.location);
    unusable.set(`${location} ${key}`, { location, key, reason });
  }

  function readText(
    node: ConfigNode,
    path: readonly string[],
    options: ReadTextOptions = {},
  ): string | undefined {
    if (node.kind === 'unusable') {
      return reportNode(node, path, `${node.reason}; set the input of the action or a variable instead`);
    }
    if (node.kind === 'scalar' && node.value === null) {
      return undefined;
    }
    // A whole number is what its digits say; anything else YAML may have changed on the way.
    const value = node.kind === 'scalar' && Number.isSafeInteger(node.value) ? String(node.value) : undefined;
    const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : value;
    if (text === undefined) {
      throw wrongType(node, path, 'a text; put it in quotes');
    }
    if (text.length > maxTextLength) {
      throw wrongType(node, path, `at most ${maxTextLength} characters`);
    }
    if (options.mayBeTemplate !== true && text.includes('{{')) {
      return reportNode(node, path, 'it is a template, which is not rendered here; write the value itself');
    }
    return text === '' ? undefined : text;
  }

  return {
    get unusable() {
      return [...unusable.values()];
    },
    report(path, reason) {
      const node = findNode(root, path);
      if (node !== undefined) {
        reportNode(node, path, reason);
      }
    },
    text(path, options) {
      const node = findNode(root, path);
      return node === undefined ? undefined : readText(node, path, options);
    },
    flag(path) {
      const node = findNode(root, path);
      if (node === undefined || (node.kind === 'scalar' && typeof node.value === 'boolean')) {
        return node?.value as boolean | undefined;
      }
      const word = readText(node, path);
      if (word === undefined || trueWords.has(word) || falseWords.has(word)) {
        return word === undefined ? undefined : trueWords.has(word);
      }
      throw wrongType(node, path, 'true or false');
    },
    texts(path) {
      const node = findNode(root, path);
      if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
        return undefined;
      }
      if (node.kind !== 'list') {
        // A comma-separated text is a list to Atmos' configuration library.
        const text = node.kind === 'map' ? undefined : readText(node, path);
        if (node.kind === 'map') {
          throw wrongType(node, path, 'a list of texts');
        }
        return text?.split(',').map((item) => item.trim());
      }
      if (node.items.length > maxItems) {
        throw wrongType(node, path, `a list of at most ${maxItems}`);
      }
      const texts = node.items.map((item, index) => readText(item, [...path, String(index)]));
      // A list with a hole asks for less than its author meant, so it is not used at all.
      return texts.includes(undefined) ? undefined : texts.filter((text) => text !== undefined);
    },
    names(path) {
      const node = findNode(root, path);
      if (node?.kind === 'unusable') {
        reportNode(node, path, `${node.reason}; set the inputs of the action instead`);
      }
      return node?.kind === 'map' ? [...node.entries.keys()] : [];
    },
  };
}
