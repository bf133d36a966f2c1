/** Brings names together that some file system takes for the same one. */

/**
 * What HFS+ leaves out when it compares names, and everything else that Unicode calls ignorable: nobody sees it, so two
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
