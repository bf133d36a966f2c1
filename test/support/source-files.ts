/** The repository's own files, for tests that hold rules over all of them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** Every file that is or would be committed, as paths from the root, sorted. */
export function projectFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...new Set(listed.split('\0'))]
    .filter((file) => file !== '' && existsSync(resolve(root, file)))
    .sort();
}

export function readProjectFile(file: string): string {
  return readFileSync(resolve(root, file), 'utf8');
}

const commentOrText =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** TypeScript without its comments; line breaks stay. */
function withoutComments(source: string): string {
  return source.replace(commentOrText, (match) =>
    /^\/[/*]/.test(match) ? match.replace(/[^\n]/g, '') : match,
  );
}

/** TypeScript without comments and without the contents of plain strings; line breaks stay. */
export function codeOnly(source: string): string {
  return source.replace(commentOrText, (match) => {
    if (/^\/[/*]/.test(match)) return match.replace(/[^\n]/g, '');
    return match.startsWith('`') ? match : "''";
  });
}

/** What a module imports: static, re-exported, for its effect, dynamic, and in types. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  const patterns = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}
