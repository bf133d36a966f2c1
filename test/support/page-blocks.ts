/** The fenced blocks of a page: what a reader copies. */
import { readProjectFile } from './source-files.ts';

/** In their order; without the fences. */
export function blocksOf(page: string, language: string): string[] {
  const blocks = readProjectFile(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return [...blocks].map(([, text = '']) => text.trimEnd());
}

/** The one block that holds `words`. */
export function blockWith(page: string, words: string, language = 'sh'): string {
  const found = blocksOf(page, language).filter((text) => text.includes(words));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with ${words}`);
  return found[0] ?? '';
}
