/**
 * Which names of a plan may leave the job. The names of a provider's schema may. The keys of a map are data: a user, a host name or a
 * token can be one. A plan does not tell maps from objects, so a name is judged by its place:
 *
 * - the attributes of a resource, and of an object in a list (a nested block), are names of the schema;
 * - the keys of an object that is not in a list are taken for keys of a map, and named only below tags, labels and annotations,
 *   whose keys are names by their purpose. Any other path ends at the map.
 *
 * In lists and maps, a name that looks like a token is left out as well: a list may hold maps, and a tag may have any key.
 */

/** Names that a provider can declare. */
const schemaName = /^[a-z_][a-z0-9_]{0,63}$/;
const labelName = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const labelMap = /(?:^|_)(?:tags|labels|annotations)(?:_all)?$/;

const maxLength = 40;
const maxWords = 6;
/** Between two separators: `CostCenterOwnerName`. */
const maxJoinedWords = 4;
const maxWordLength = 16;
const maxCapitals = 8;
const maxDigits = 4;

/** Random letters come without vowels sooner or later; short abbreviations do too. */
function isPronounceable(word: string): boolean {
  return word.length < 4 || (/[aeiouy]/i.test(word) && !/[^aeiouy]{5}/i.test(word));
}

function isWord(word: string): boolean {
  if (/^\d+$/.test(word)) return true;
  if (/^[A-Z]+$/.test(word)) return word.length <= maxCapitals;
  const isLongEnough = word.length >= (/^[A-Z]/.test(word) ? 3 : 2);
  return isLongEnough && word.length <= maxWordLength && isPronounceable(word);
}

/** A part without separators: words, and digits at one place. `s3` and `x` are too short to give anything away. */
function isJoined(part: string): boolean {
  if (part.length <= 2) return true;
  const words = part.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  const numbers = words.filter((word) => /^\d/.test(word));
  return numbers.length <= 1 && words.length - numbers.length <= maxJoinedWords && words.every(isWord);
}

/** `CostCenter`, `cidr_blocks`, `team-name`: words. Tokens, hashes, UUIDs and keys are not, but for the odd one. */
function consistsOfWords(name: string): boolean {
  const parts = name.split(/[_-]/);
  return (
    name.length <= maxLength &&
    parts.length <= maxWords &&
    name.replace(/\D/g, '').length <= maxDigits &&
    parts.every(isJoined)
  );
}

/** Where a name stands: among a resource's attributes, in an object of a list, or in a map with the name `map`. */
export type NamePlace = 'resource' | 'list' | { readonly map: string };

export function mayBeNamed(name: string, place: NamePlace): boolean {
  if (place === 'resource') return schemaName.test(name);
  if (place === 'list') return schemaName.test(name) && consistsOfWords(name);
  return labelMap.test(place.map) && labelName.test(name) && consistsOfWords(name);
}
