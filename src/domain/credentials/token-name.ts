/** Names of variables that may contain a token: an allow-list by form, because many variables make a later step run something. */

/** A word that says that the variable contains a secret. */
const tokenWord = /(?:^|_)(?:TOKENS?|PAT|SECRET|PASSWORD)(?:_|$)/;

/** Variables of programs that nearly every step runs. Their values name commands, files, addresses or identities. */
const reserved =
  /^(?:ACTIONS|BASH|DYLD|ENV|GIT|GITHUB|INPUT|JAVA|LD|NODE|NPM|PATH|PERL|PYTHON|RUBY|RUNNER|SSH|SSL|STATE)(?:_|$)|^(?:NODE|PYTHON|RUBY|PERL)|_PROXY$/;

/**
 * What is wrong with a name for the token's variable; completes the sentence "token-env …". `undefined` if nothing is. Case does not
 * matter: it does not on Windows.
 */
export function tokenNameProblem(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (reserved.test(upper)) return 'must not name a variable of the runner, the shell, git or a language';
  return tokenWord.test(upper) ? undefined : 'must contain the word TOKEN, PAT, SECRET or PASSWORD';
}
