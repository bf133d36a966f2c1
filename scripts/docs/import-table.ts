/** The import rules as `docs/architecture.md` shows them: a table of the parts, and one of the rooms inside a part. */
import { computing, type ImportRule, importRules, isWithin } from '../import-rules.ts';
import { table } from './regions.ts';

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ');
const shortName = (part: string) => part.replace(/^src\//, '');
const codeOfParts = (parts: readonly string[]) => code(parts.map(shortName));

/** The part that `rule` is a room of: `src/server` for a rule of `src/server/locks`. */
function parentOf(rule: ImportRule): ImportRule | undefined {
  return importRules.find(
    (other) =>
      other !== rule &&
      rule.parts.every((part) => other.parts.some((outer) => part !== outer && isWithin(part, outer))),
  );
}

function partsOfLayer(layer: number): string[] {
  return importRules
    .filter((rule) => rule.layer === layer && parentOf(rule) === undefined)
    .flatMap((rule) => rule.parts);
}

/** Whole layers by number, the rest by name. */
function describeParts(parts: readonly string[]): string {
  const whole = [0, 1].filter((layer) => partsOfLayer(layer).every((part) => parts.includes(part)));
  const rest = parts.filter((part) => !whole.some((layer) => partsOfLayer(layer).includes(part)));
  const texts = [...whole.map((layer) => `layer ${layer}`), codeOfParts(rest)];
  return texts.filter((text) => text !== '').join(', ') || '–';
}

function describeBuiltins(builtins: ImportRule['builtins']): string {
  if (builtins === 'any') return 'any';
  const others = code(builtins.filter((name) => !computing.includes(name)));
  return [builtins.length > 0 ? 'pure' : '–', others].filter((text) => text !== '').join(', ');
}

function partsTable(): string {
  const rows = importRules
    .filter((rule) => parentOf(rule) === undefined)
    .map((rule) => [
      String(rule.layer),
      codeOfParts(rule.parts),
      describeParts(rule.ours.filter((part) => !rule.parts.includes(part))),
      code(rule.packages) || '–',
      describeBuiltins(rule.builtins),
      rule.because,
    ]);
  return table(['layer', 'part', 'may import', 'packages', 'Node modules', 'why'], rows);
}

/** What a room may import inside its parent; `every room above` where that is the whole list so far. */
function describeRooms(rooms: readonly string[], above: readonly string[]): string {
  if (rooms.length === 0) return '–';
  const isEverythingAbove = rooms.length > 1 && above.every((room) => rooms.includes(room));
  const named = rooms.filter((room) => !isEverythingAbove || !above.includes(room));
  return [isEverythingAbove ? 'every room above' : '', codeOfParts(named)]
    .filter((text) => text !== '')
    .join(', ');
}

/** Differences from the parent, as a sentence; empty where the room has what its parent has. */
function describeDifferences(rule: ImportRule, parent: ImportRule): string {
  const outside = rule.ours.filter((part) => !parent.parts.some((outer) => isWithin(part, outer)));
  const same = (one: readonly string[], other: readonly string[]) =>
    one.toSorted().join() === other.toSorted().join();
  const differences = [
    same(outside, parent.ours) ? '' : `Parts: ${describeParts(outside)}.`,
    same(rule.packages, parent.packages) ? '' : `Packages: ${code(rule.packages) || 'none'}.`,
    same([...rule.builtins], [...parent.builtins]) ? '' : `Node modules: ${describeBuiltins(rule.builtins)}.`,
  ];
  return differences.filter((text) => text !== '').join(' ');
}

interface RoomRow {
  readonly rooms: readonly string[];
  readonly inside: string;
  readonly because: string;
  /** From the parent, see `describeDifferences`. */
  readonly differences: string;
}

/** One row a rule; rules that say the same of their rooms share a row. */
function roomRows(parent: ImportRule): readonly RoomRow[] {
  const rows: RoomRow[] = [];
  let above: readonly string[] = [];
  for (const rule of importRules.filter((other) => parentOf(other) === parent)) {
    const rooms = rule.ours.filter((part) => parent.parts.some((outer) => isWithin(part, outer)));
    const previous = rows.at(-1);
    const listed = above.filter((room) => previous === undefined || !previous.rooms.includes(room));
    const { because } = rule;
    const differences = describeDifferences(rule, parent);
    const isAsPrevious =
      previous?.inside === describeRooms(rooms, listed) &&
      previous.because === because &&
      previous.differences === differences;
    if (previous !== undefined && isAsPrevious) {
      rows[rows.length - 1] = { ...previous, rooms: [...previous.rooms, ...rule.parts] };
    } else {
      rows.push({ rooms: rule.parts, inside: describeRooms(rooms, above), because, differences });
    }
    above = [...above, ...rule.parts];
  }
  return rows;
}

function roomsTable(parent: ImportRule): string {
  const rows = roomRows(parent).map(({ rooms, inside, because, differences }, index, all) => {
    const isRepeated = all[index - 1]?.because === because;
    return [codeOfParts(rooms), inside, [isRepeated ? '' : because, differences].join(' ')];
  });
  const names = codeOfParts(parent.parts);
  const note = `A room of ${names} may also import what the row ${names} of the table above lists, unless its own row says otherwise.`;
  return `${note}\n\n${table([`room of ${names}`, `may import of ${names}`, 'why'], rows)}`;
}

export function importTable(): string {
  const parents = importRules.filter((rule) => importRules.some((other) => parentOf(other) === rule));
  const note = `Pure Node modules compute and touch nothing: ${code(computing)}.`;
  return [partsTable(), note, ...parents.map(roomsTable)].join('\n\n');
}
