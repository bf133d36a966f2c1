/** The completion script for bash. Works with bash 3.2, which macOS has. */
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
      return `COMPREPLY=($(compgen -W ${quoteShell(value.words.join(' '))} -- "$cur"))`;
    case 'files':
      return '_atmos_pro_files';
    case 'text':
      return ':';
  }
}

function renderValues(tree: readonly CompletedCommand[]): string {
  return optionValuesOf(tree)
    .map(({ place, value }) => `    ${quoteShell(place)}) ${completeValue(value)}; return ;;`)
    .join('\n');
}

function renderWords(tree: readonly CompletedCommand[]): string {
  return tree
    .map(({ path, commands, options, argument }) => {
      const names = commands.map(({ name }) => name).join(' ');
      const flags = options.flatMap((option) => option.flags).join(' ');
      const rest = argument === undefined ? '' : ` rest=${quoteShell(completeValue(argument))}`;
      return `    ${quoteShell(path)}) words=${quoteShell(names)} flags=${quoteShell(flags)}${rest} ;;`;
    })
    .join('\n');
}

/** @param tree of the program. */
export function renderBash(tree: readonly CompletedCommand[]): string {
  return `# Completion of atmos-pro for bash. To use it: source <(atmos-pro completion bash)
_atmos_pro_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$cur"))
}
_atmos_pro() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" node='' words='' flags='' rest='' i
  COMPREPLY=()
  # bash makes three words of --format=json.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $previous == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$node:\${COMP_WORDS[i]}" in
      ${casePattern(stepsOf(tree))}) node="\${node:+$node }\${COMP_WORDS[i]}" ;;
      ${casePattern(optionValuesOf(tree).map(({ place }) => place))}) ((i++)) ;;
    esac
  done
  case "$node:$previous" in
${renderValues(tree)}
  esac
  case "$node" in
${renderWords(tree)}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [[ -n $rest ]]; then eval "$rest"
  fi
}
complete -F _atmos_pro atmos-pro
`;
}
