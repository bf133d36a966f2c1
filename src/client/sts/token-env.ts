/** Decides under which environment variables the minted tokens are exported (docs/wire.md#github-tokens-sts). */
import { ActionError } from '../../base/errors.ts';
import { tokenNameProblem } from '../../domain/credentials/token-name.ts';
import { parseNameTemplate } from './name-template.ts';

/** Longest configured name or template, in characters. */
export const maxTokenEnvLength = 512;

const templateMarker = '{{';

export interface TokenEnvironment {
  /** Variable name to token. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why tokens are not exported, one sentence; absent when all are. */
  readonly notice?: string | undefined;
}

/** Upper case, every other character an underscore; per code point, as Go maps runes one to one. */
function sanitizeName(text: string): string {
  return Array.from(text, (character) => {
    const upper = character.toUpperCase();
    return /^[A-Z0-9_]$/.test(upper) ? upper : '_';
  }).join('');
}

function checkLiteral(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new ActionError(
      'INPUT_INVALID',
      `token-env is ${JSON.stringify(name)}, which no shell can read as a variable.`,
      {
        hint: 'Use letters, digits and underscores, or a template such as `GH_TOKEN_{{ .owner }}`.',
      },
    );
  }
}

/** Throws INPUT_INVALID for a name under which no token may be exported, whether the workflow chose it or it comes from an owner's name. */
export function checkTokenNames(names: readonly string[]): void {
  for (const name of names) {
    const problem = tokenNameProblem(name);
    if (problem === undefined) continue;
    throw new ActionError('INPUT_INVALID', `token-env ${problem}, got ${JSON.stringify(name)}.`, {
      hint: 'Set `token-env` to a name such as `MODULES_TOKEN`, or to a template such as `GH_TOKEN_{{ .owner }}`.',
    });
  }
}

/** Before there are tokens: throws INPUT_INVALID for a name or template that cannot be used. */
export function checkTokenEnv(tokenEnv: string): void {
  const sample = { host: 'github.com', owner: 'owner', token: 'token' };
  checkTokenNames(Object.keys(resolveTokenEnvironment(tokenEnv, [sample]).variables));
}

/**
 * Names for the tokens that have a value and an owner. A literal name is exported only when there is exactly one token;
 * a template is rendered for each, an empty result exports nothing, and of two equal names the later token wins.
 * @throws ActionError `INPUT_INVALID` for a name or template that cannot be used.
 */
export function resolveTokenEnvironment(
  tokenEnv: string,
  tokens: readonly { readonly host: string; readonly owner: string; readonly token: string }[],
): TokenEnvironment {
  if (tokenEnv.length > maxTokenEnvLength) {
    throw new ActionError('INPUT_INVALID', `token-env is longer than ${maxTokenEnvLength} characters.`);
  }
  const usable = tokens.filter(({ token, owner }) => token !== '' && owner !== '');
  if (tokenEnv.includes(templateMarker)) {
    const render = parseNameTemplate(tokenEnv);
    const named = usable.map(
      ({ host, owner, token }) => [sanitizeName(render({ host, owner })), token] as const,
    );
    return { variables: Object.fromEntries(named.filter(([name]) => name !== '')) };
  }
  checkLiteral(tokenEnv);
  const [only, ...others] = usable;
  if (only === undefined) {
    return { variables: {} };
  }
  if (others.length > 0) {
    return {
      variables: {},
      notice: `${usable.length} tokens were issued, so ${tokenEnv} was not set. To export each one, set token-env: ${tokenEnv}_{{ .owner }}. Git uses all of them.`,
    };
  }
  return { variables: { [tokenEnv]: only.token } };
}
