/** Atmos' YAML function `!env NAME [default]` (docs/wire.md#atmosyaml). */

const argumentPattern = /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^\s"'][^\s]*))(?=\s|$)/y;

function splitArguments(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const trimmed = text.trim();
  argumentPattern.lastIndex = 0;
  while (argumentPattern.lastIndex < trimmed.length) {
    const match = argumentPattern.exec(trimmed);
    if (match === null) {
      return undefined;
    }
    const [, double, single, plain] = match;
    words.push(double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain ?? '');
  }
  return words;
}

/**
 * Value of `!env` with the text after the tag: the variable where it exists, else the default, else empty; trimmed, as
 * Atmos does in atmos.yaml. Undefined when the text is not one or two arguments.
 */
export function evaluateEnvFunction(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const words = splitArguments(text);
  const [name, fallback = '', ...more] = words ?? [];
  if (name === undefined || more.length > 0) {
    return undefined;
  }
  return (environment[name] ?? fallback).trim();
}
