/** The completion script for fish. */
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedValue,
  optionValuesOf,
  quoteShell,
  stepsOf,
} from './describe-tree.ts';

function completeValue(value: CompletedValue): string {
  switch (value.kind) {
    case 'words':
      return `-x -a ${quoteShell(value.words.join(' '))}`;
    case 'files':
      return '-r -F';
    case 'text':
      return '-x';
  }
}

function renderOption(condition: string, { flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const parts = [
    condition,
    ...names,
    ...(value === undefined ? [] : [completeValue(value)]),
    `-d ${quoteShell(description)}`,
  ];
  return parts.join(' ');
}

function renderCommand({ path, commands, options, argument }: CompletedCommand): string[] {
  const condition = `complete -c atmos-pro -n ${quoteShell(`__atmos_pro_at ${quoteShell(path)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${condition} -a ${name} -d ${quoteShell(description)}`),
    ...options.map((option) => renderOption(condition, option)),
    ...(argument?.kind === 'files' ? [`${condition} -F`] : []),
    ...(argument?.kind === 'words' ? [`${condition} -a ${quoteShell(argument.words.join(' '))}`] : []),
  ];
}

/** @param tree of the program. */
export function renderFish(tree: readonly CompletedCommand[]): string {
  const values = optionValuesOf(tree).map(({ place }) => place);
  return `# Completion of atmos-pro for fish. To use it: atmos-pro completion fish | source
function __atmos_pro_node
  set -l node ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch "$node:$word"
      case ${stepsOf(tree).map(quoteShell).join(' ')}
        set node (string trim -- "$node $word")
      case ${values.map(quoteShell).join(' ')}
        set skip 1
    end
  end
  echo "$node"
end
function __atmos_pro_at
  set -l node (__atmos_pro_node)
  test "$node" = "$argv[1]"
end
complete -c atmos-pro -f
${tree.flatMap(renderCommand).join('\n')}
`;
}
