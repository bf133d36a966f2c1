/** Actions that are played by a script, because their own code needs more of GitHub than a simulator has. */

interface ScriptedAction {
  readonly inputs: Readonly<Record<string, { readonly default?: string | undefined }>>;
  readonly script: string;
}

/** Fetches one commit, or a branch, tag or commit that `ref` names, as https://github.com/actions/checkout does. */
const checkoutScript = `
git init --quiet "$INPUT_PATH"
cd "$INPUT_PATH"
git remote add origin "$GITHUB_SERVER_URL/$INPUT_REPOSITORY"
if [ -n "$INPUT_TOKEN" ]; then
  header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$INPUT_TOKEN" | base64 -w0)"
  git config "http.$GITHUB_SERVER_URL/.extraheader" "$header"
fi
depth="--depth=$INPUT_FETCH_DEPTH"
if [ "$INPUT_FETCH_DEPTH" = 0 ]; then depth=--tags; fi
ref="$INPUT_REF"
commit=
if [ -z "$ref" ] && [ "$INPUT_REPOSITORY" = "$GITHUB_REPOSITORY" ]; then ref="$GITHUB_REF"; commit="$GITHUB_SHA"; fi
if [ "$INPUT_FETCH_DEPTH" = 0 ]; then
  git fetch --quiet $depth origin '+refs/heads/*:refs/remotes/origin/*'
fi
case "$ref" in
  refs/*) ;;
  '') ref=HEAD ;;
  *[!0-9a-f]*) ref=$(git ls-remote origin "refs/heads/$ref" "refs/tags/$ref" | head -1 | cut -f2) ;;
  ????????????????????????????????????????) commit="$ref" ;;
  *) ref=$(git ls-remote origin "refs/heads/$ref" "refs/tags/$ref" | head -1 | cut -f2) ;;
esac
git fetch --quiet --no-tags $([ "$INPUT_FETCH_DEPTH" = 0 ] || echo "$depth") origin "\${commit:-$ref}"
case "$ref" in
  refs/heads/*) git checkout --quiet --force -B "\${ref#refs/heads/}" FETCH_HEAD ;;
  *) git checkout --quiet --force --detach FETCH_HEAD ;;
esac
if [ "$INPUT_PERSIST_CREDENTIALS" != true ]; then git config --unset-all "http.$GITHUB_SERVER_URL/.extraheader" || true; fi
echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
`;

const expressionOf = (text: string) => `\${{ ${text} }}`;

/** By `owner/name`. */
export const scriptedActions: Readonly<Record<string, ScriptedAction>> = {
  'actions/checkout': {
    inputs: {
      path: { default: '.' },
      repository: { default: expressionOf('github.repository') },
      ref: {},
      token: { default: expressionOf('github.token') },
      fetch_depth: { default: '1' },
      persist_credentials: { default: 'true' },
    },
    script: checkoutScript,
  },
};
