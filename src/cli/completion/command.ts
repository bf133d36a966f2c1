/** `atmos-pro completion`: a script that completes commands, options and their values in a shell. */
import { Argument, Command } from 'commander';
import { addExamples } from '../examples.ts';
import { renderBash } from './bash.ts';
import { describeTree } from './describe-tree.ts';
import { renderFish } from './fish.ts';
import { renderZsh } from './zsh.ts';

const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;

/** @param loadTree returns the program with every command. */
export function completionCommand(loadTree: () => Promise<Command>): Command {
  const command = new Command('completion')
    .description('Print a script that completes commands in bash, zsh or fish.')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(renderers)))
    .action(async (shell: keyof typeof renderers) => {
      process.stdout.write(renderers[shell](describeTree(await loadTree())));
    });
  return addExamples(
    command,
    'source <(atmos-pro completion bash)',
    'source <(atmos-pro completion zsh)',
    'atmos-pro completion fish | source',
  );
}
