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

/** Words in the names of variables that contain secrets, such as ATMOS_PRO_GITHUB_TOKEN. */
const secretWord = /TOKEN|SECRET|PASS|KEY|CREDENTIAL|AUTH|PRIVATE|CERT/;

/**
 * Whether a file of the checkout may read the variable: Atmos' own settings and the name of the repository. The values are sent to the
 * server, so a file must not choose among all variables of the job.
 */
function isReadable(name: string): boolean {
  const isKnown = /^(?:ATMOS_[A-Z0-9_]+|GITHUB_REPOSITORY(?:_[A-Z_]+)?)$/.test(name);
  return isKnown && !secretWord.test(name);
}

/** What `!env` gives: a text, or the reason why it gives none here. */
export type EnvValue = { readonly value: string } | { readonly reason: string };

/**
 * Value of `!env` with the text after the tag: the variable where it exists, else the default, else empty; trimmed, as
 * Atmos does in atmos.yaml. Other variables than `ATMOS_*` and `GITHUB_REPOSITORY*` are not read. Undefined when the text is not one or two arguments.
 */
export function evaluateEnvFunction(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): EnvValue | undefined {
  const words = splitArguments(text);
  const [name, fallback = '', ...more] = words ?? [];
  if (name === undefined || more.length > 0) {
    return undefined;
  }
  if (!isReadable(name)) {
    return { reason: '!env reads only ATMOS_* and GITHUB_REPOSITORY* here, and no secret' };
  }
  return { value: (environment[name] ?? fallback).trim() };
}
