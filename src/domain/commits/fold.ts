/** Brings names together that some file system takes for the same one. */

/**
 * Characters that HFS+ ignores when it compares names, and all others that Unicode calls ignorable: they are invisible, so two
 * names that differ in it alone look the same.
 */
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** Through upper case, because several lower-case letters may share one. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** As file systems that ignore case and composition compare names. */
export function foldName(name: string): string {
  return foldCase(name.normalize('NFC').replace(ignorable, '')).normalize('NFC');
}

/** Also what only looks alike: full-width letters, ligatures, the two dots in one character. */
export function foldDisguise(name: string): string {
  return foldCase(name.normalize('NFKC').replace(ignorable, '')).normalize('NFKC');
}
