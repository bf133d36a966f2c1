/** Decides whether a regular expression was probably meant as a glob. */

/** What is itself, or stands for one character: neither has an operator in it. */
const inert = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g;
/** `*` or `?` where a glob has it and an expression hardly ever: behind a separator. */
const globStar = /(?:^|[/:@_-])[*?]/;
/** The same where the rest shows that its author knows expressions: an optional hyphen is not unusual there. */
const globStarInRegex = /[/:]\*/;
const onlyRegex = /[\\[\](){}|+^$]|\.[*?]/;

/** `refs/tags/*`, and `repo:acme/*:ref:refs/tags/.*`: in an expression a `*` repeats the character before it. */
export function looksLikeGlob(regex: string): boolean {
  const operators = regex.replace(inert, 'x');
  return (onlyRegex.test(regex) ? globStarInRegex : globStar).test(operators);
}

/** The glob that the author of such an expression had in mind. */
export function toIntendedGlob(regex: string): string {
  return regex
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll('.*', '*')
    .replace(/\\([^\w\s])/g, '$1');
}

/** Whether `*` and `?` are the only operators, as in `feature*`: hardly anybody means the last letter, any number of times. */
export function readsAsGlob(regex: string): boolean {
  return looksLikeGlob(regex) || (/[*?]/.test(regex) && !onlyRegex.test(regex));
}

/** The expression that matches what the author had in mind. */
export function toIntendedRegex(regex: string): string {
  return onlyRegex.test(regex)
    ? regex.replace(/(?<=[/:])\*/g, '.*')
    : regex.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
}
