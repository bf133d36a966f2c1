/**
 * The part of Go's text/template that can name a variable: text, `{{ .owner }}`, `{{ .host }}`, string constants, `print`,
 * `printf` with `%s` and `%v`, pipelines, comments and trim markers. Everything else is refused by name, never guessed.
 */
import { ActionError } from '../../base/errors.ts';

interface NameTemplateData {
  readonly owner: string;
  readonly host: string;
}

export type NameTemplate = (data: NameTemplateData) => string;
/** A step of a pipeline: gets what the step before it gave. */
type Command = (data: NameTemplateData, piped: readonly string[]) => string;

class UnsupportedTemplate extends Error {}

const stringSource = String.raw`"(?:[^"\\\n]|\\.)*"|${'`'}[^${'`'}]*${'`'}`;
/** A whole action; Go wants a blank between a trim marker and what it trims away from. */
const actionPattern = new RegExp(
  String.raw`\{\{(-[ \t\r\n])?(?:(/\*[\s\S]*?\*/)|((?:${stringSource}|(?!\}\})[^"${'`'}])*?))([ \t\r\n]-)?\}\}`,
  'y',
);
const wordPattern = new RegExp(String.raw`([ \t\r\n]+)|(\|)|(${stringSource}|\$?\.[\w.]*|\w+)|[\s\S]`, 'g');

function readString(literal: string): string {
  if (literal.startsWith('`')) {
    return literal.slice(1, -1);
  }
  if (/\\[^"\\nt]/.test(literal)) {
    throw new UnsupportedTemplate(`the escape in ${literal} is not supported`);
  }
  return literal
    .slice(1, -1)
    .replace(/\\(.)/g, (_match, escaped: string) => ({ n: '\n', t: '\t' })[escaped] ?? escaped);
}

function parseOperand(word: string): NameTemplate {
  switch (word) {
    case '.owner':
    case '$.owner':
      return (data) => data.owner;
    case '.host':
    case '$.host':
      return (data) => data.host;
    default: {
      if (!/^["`]/.test(word)) {
        throw new UnsupportedTemplate(`${JSON.stringify(word)} is not supported`);
      }
      const text = readString(word);
      return () => text;
    }
  }
}

function formatStrings([pattern, ...values]: readonly string[]): string {
  const rest = [...values];
  const text = pattern?.replace(/%([\s\S]?)/g, (_match, verb: string) => {
    const value = verb === '%' ? '%' : /[sv]/.test(verb) ? rest.shift() : undefined;
    if (value === undefined) {
      throw new UnsupportedTemplate('printf takes %s, %v and %% only, and a value for each');
    }
    return value;
  });
  if (text === undefined || rest.length > 0) {
    throw new UnsupportedTemplate('printf takes a pattern and as many values as it names');
  }
  return text;
}

function parseCommand([head = '', ...rest]: readonly string[], isFirst: boolean): Command {
  if (head === 'print' || head === 'printf') {
    const operands = rest.map(parseOperand);
    return (data, piped) => {
      const values = [...operands.map((operand) => operand(data)), ...piped];
      // Go's print adds spaces only between operands that are not strings, and these are all strings.
      return head === 'print' ? values.join('') : formatStrings(values);
    };
  }
  const operand = parseOperand(head);
  if (rest.length > 0 || !isFirst) {
    throw new UnsupportedTemplate(`${JSON.stringify(head)} is not a function and takes no arguments`);
  }
  return operand;
}

function parsePipeline(source: string): NameTemplate {
  const commands: string[][] = [[]];
  let separated = true;
  for (const [text, blank, pipe, word] of source.matchAll(wordPattern)) {
    if (pipe !== undefined) {
      commands.push([]);
    } else if (word !== undefined && separated) {
      commands.at(-1)?.push(word);
    } else if (blank === undefined) {
      throw new UnsupportedTemplate(`${JSON.stringify(text)} is not supported there`);
    }
    separated = word === undefined;
  }
  if (commands.some((words) => words.length === 0)) {
    throw new UnsupportedTemplate('an action, or a part of a pipeline, is empty');
  }
  const parsed = commands.map((words, index) => parseCommand(words, index === 0));
  return (data) => parsed.reduce<readonly string[]>((piped, command) => [command(data, piped)], []).join('');
}

function parseParts(template: string): readonly NameTemplate[] {
  const parts: NameTemplate[] = [];
  let position = 0;
  let trimNext = false;
  while (position < template.length) {
    const start = template.indexOf('{{', position);
    const end = start < 0 ? template.length : start;
    let text = template.slice(position, end);
    if (trimNext) {
      text = text.replace(/^[ \t\r\n]+/, '');
    }
    trimNext = false;
    position = end;
    if (start >= 0) {
      actionPattern.lastIndex = start;
      const match = actionPattern.exec(template);
      if (match === null) {
        throw new UnsupportedTemplate('an action does not end');
      }
      const [whole, trimBefore, comment, pipeline = '', trimAfter] = match;
      if (trimBefore !== undefined) {
        text = text.replace(/[ \t\r\n]+$/, '');
      }
      trimNext = trimAfter !== undefined;
      position = start + whole.length;
      const before = text;
      parts.push(() => before, ...(comment === undefined ? [parsePipeline(pipeline)] : []));
    } else {
      parts.push(() => text);
    }
  }
  return parts;
}

/**
 * Compiles a template; the result renders it.
 * @throws ActionError `INPUT_INVALID` for anything outside the part that is described above, when compiling or rendering.
 */
export function parseNameTemplate(template: string): NameTemplate {
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnsupportedTemplate)) {
        throw error;
      }
      throw new ActionError(
        'INPUT_INVALID',
        `token-env template ${JSON.stringify(template)}: ${error.message}.`,
        {
          hint: 'A template may use {{ .owner }}, {{ .host }}, string constants, print, and printf with %s.',
        },
      );
    }
  };
  const parts = guard(() => parseParts(template));
  return (data) => guard(() => parts.map((part) => part(data)).join(''));
}
