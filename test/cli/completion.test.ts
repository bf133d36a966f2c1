/** The completion scripts, each loaded by its real shell. zsh and fish are tested where they are installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadAllCommands } from '../../src/cli/commands.ts';
import { renderBash } from '../../src/cli/completion/bash.ts';
import { describeTree } from '../../src/cli/completion/describe-tree.ts';
import { renderFish } from '../../src/cli/completion/fish.ts';
import { renderZsh } from '../../src/cli/completion/zsh.ts';
import { hasTool } from '../support/tools.ts';
import { makeCliScene } from './run-cli.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];
const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish };

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'atmos-completion-'));
  const tree = describeTree(await loadAllCommands());
  for (const shell of shells) writeFileSync(join(directory, shell), renderers[shell](tree));
  writeFileSync(join(directory, 'a world.yaml'), '');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** bash: calls the function that `complete` registered, with the words as bash splits them. */
const bashDriver = `source "$1"; shift
complete -p atmos-pro >/dev/null || exit 1
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _atmos_pro
printf '%s\\n' "\${COMPREPLY[@]}"`;

/** zsh: the functions of its completion system are replaced by ones that print, and match as they do. */
const zshDriver = `compdef() { [[ $1 == _atmos_pro && $2 == atmos-pro ]] || exit 1 }
compset() { local w="\${words[CURRENT]}"; words[CURRENT]="\${w#*=}" }
show() { local e; for e in "$@"; do [[ "$e" == "\${words[CURRENT]}"* ]] && print -r -- "$e"; done }
compadd() { shift; show "$@" }
_files() { show *(N) }
_describe() { local name="\${@[-1]}"; local -a all; all=("\${(@P)name}"); show "\${(@)all%%:*}" }
source "$1"; shift
words=("$@"); CURRENT=$#; _atmos_pro; true`;

function complete(shell: Shell, words: readonly string[]): string[] {
  const script = join(directory, shell);
  const line = ['atmos-pro', ...words];
  const options = {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: directory },
  } as const;
  // bash makes three words of --format=json.
  const split = line.flatMap((word) => word.match(/=|[^=]+/g) ?? ['']);
  const text = {
    bash: () => execFileSync('bash', ['--norc', '-c', bashDriver, 'bash', script, ...split], options),
    zsh: () => execFileSync('zsh', ['-f', '-c', zshDriver, 'zsh', script, ...line], options),
    fish: () =>
      execFileSync(
        'fish',
        ['--no-config', '-c', 'source $argv[1]; complete -C "$argv[2]"', script, line.join(' ')],
        options,
      ),
  }[shell]();
  return text
    .split('\n')
    .map((each) => each.split('\t')[0] ?? '')
    .filter((each) => each !== '')
    .sort();
}

describe.each(shells)('%s', (shell) => {
  // A machine without the shell cannot run its script; bash is part of every one that runs the actions.
  const isInstalled = shell === 'bash' || hasTool(shell);
  const testInShell = isInstalled ? test : test.skip;

  testInShell.each([
    { words: ['polic'], found: ['policy'] },
    { words: ['policy', 'l'], found: ['lint'] },
    { words: ['help', 'policy', 'l'], found: ['lint'] },
    { words: ['policy', 'lint', '--form'], found: ['--format'] },
    { words: ['policy', 'lint', '--format', 's'], found: ['sarif'] },
    { words: ['doctor', '--format', ''], found: ['json', 'text'] },
    // The value of an option is not a command.
    { words: ['audit', '--event', 'list', '--expec'], found: [] },
    { words: ['audit', 'verify', '--expec'], found: ['--expect'] },
    { words: ['completion', 'z'], found: ['zsh'] },
    {
      words: ['simulate', '--world', 'a'],
      found: ['a world.yaml'],
    },
    { words: ['health', '--url', ''], found: [] },
  ])('$words', ({ words, found }) => {
    expect(complete(shell, words)).toEqual(found);
  });

  testInShell('a value after an equals sign', () => {
    const found = complete(shell, ['policy', 'lint', '--format=s']);
    expect(found).toEqual([shell === 'fish' ? '--format=sarif' : 'sarif']);
  });

  test('is printed by the command', async () => {
    using scene = makeCliScene();
    const { code, stdout } = await scene.run(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toBe(renderers[shell](describeTree(await loadAllCommands())));
  });
});
