/** The completion script for zsh. */
import {
  type CompletedCommand,
  type CompletedValue,
  casePattern,
  optionValuesOf,
  quoteShell,
  stepsOf,
} from './describe-tree.ts';

function completeValue(value: CompletedValue): string {
  switch (value.kind) {
    case 'words':
      return `compadd -- ${value.words.map(quoteShell).join(' ')}`;
    case 'files':
      return '_files';
    case 'text':
      return ':';
  }
}

/** An entry of \`_describe\`, whose name ends at the first colon that is not escaped. */
function describeEntry(name: string, description: string): string {
  return quoteShell(`${name.replaceAll(':', '\\:')}:${description.replaceAll('\n', ' ')}`);
}

function renderWords(tree: readonly CompletedCommand[]): string {
  return tree
    .map(({ path, commands, options, argument }) => {
      const names = commands.map(({ name, description }) => describeEntry(name, description));
      const flags = options.flatMap((option) =>
        option.flags.map((flag) => describeEntry(flag, option.description)),
      );
      const rest = argument === undefined ? '' : ` rest=${quoteShell(completeValue(argument))}`;
      return `    (${quoteShell(path)}) names=(${names.join(' ')}) flags=(${flags.join(' ')})${rest} ;;`;
    })
    .join('\n');
}

/** @param tree of the program. */
export function renderZsh(tree: readonly CompletedCommand[]): string {
  const values = optionValuesOf(tree)
    .map(({ place, value }) => `    (${quoteShell(place)}) ${completeValue(value)}; return ;;`)
    .join('\n');
  return `#compdef atmos-pro
# Completion of atmos-pro for zsh. To use it, after compinit: source <(atmos-pro completion zsh)
_atmos_pro() {
  local node='' word previous rest=''
  local -i i
  local -a names flags
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$node:$word" in
      (${casePattern(stepsOf(tree))}) node="\${node:+$node }$word" ;;
      (${casePattern(optionValuesOf(tree).map(({ place }) => place))}) ((i++)) ;;
    esac
  done
  previous="\${words[CURRENT-1]}"
  if [[ "\${words[CURRENT]}" == --*=* ]]; then
    previous="\${words[CURRENT]%%=*}"
    compset -P '*='
  fi
  case "$node:$previous" in
${values}
  esac
  case "$node" in
${renderWords(tree)}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe -o option flags
  elif (( \${#names} )); then _describe command names
  elif [[ -n "$rest" ]]; then eval "$rest"
  fi
}
if [[ "\${funcstack[1]}" == _atmos_pro ]]; then _atmos_pro "$@"; else compdef _atmos_pro atmos-pro; fi
`;
}
