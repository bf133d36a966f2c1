/** Writes ids of repositories into the text of a configuration file. Every other byte stays as it is. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

export interface IdToPin {
  /** Places in the lists of the file, from 0. */
  readonly workspace: number;
  readonly repository: number;
  readonly id: string;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** After the value of `name`: on a line of its own, or behind a comma in `{ … }`. `undefined` for an alias or another odd form. */
function placeId(
  node: unknown,
  id: string,
  { text, lines }: { readonly text: string; readonly lines: LineCounter },
): Insertion | undefined {
  if (!isMap(node)) return undefined;
  const name = node.items.find(({ key }) => isScalar(key) && key.value === 'name');
  if (!isScalar(name?.key) || !isScalar(name.value)) return undefined;
  const [start] = name.key.range ?? [];
  const [, end] = name.value.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  if (node.flow === true) return { at: end, text: `, id: ${id}` };
  const { col } = lines.linePos(start);
  const lineEnd = text.indexOf('\n', end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = lineEnd === -1 ? text.length : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0);
  return { at, text: `${newline}${' '.repeat(col - 1)}id: ${id}` };
}

/** Copies that share nothing: what an alias repeats is written once more. */
function copyOf(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

function withIds(data: unknown, ids: readonly IdToPin[]): unknown {
  const copy = copyOf(data);
  const workspaces: unknown = isRecord(copy) ? copy['workspaces'] : undefined;
  for (const { workspace, repository, id } of ids) {
    const found: unknown = Array.isArray(workspaces) ? workspaces[workspace] : undefined;
    const list: unknown = isRecord(found) ? found['repositories'] : undefined;
    const entry: unknown = Array.isArray(list) ? list[repository] : undefined;
    if (isRecord(entry)) Object.assign(entry, { id: Number(id) });
  }
  return copy;
}

/** Throws INPUT_CONFIG_INVALID, which names the repository, for a form that it cannot edit safely. */
export function pinIds(text: string, ids: readonly IdToPin[]): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const refuse = ({ workspace, repository, id }: IdToPin) =>
    new ActionError(
      'INPUT_CONFIG_INVALID',
      `Cannot write the id ${id} to workspaces.${workspace}.repositories.${repository}: it uses a YAML alias or another form that cannot be edited safely.`,
      { hint: `Add \`id: ${id}\` to this repository yourself.` },
    );
  const insertions = ids.map((one) => {
    const path = ['workspaces', one.workspace, 'repositories', one.repository];
    const list = document.getIn(path.slice(0, -1), true);
    const insertion = placeId(isSeq(list) ? list.items[one.repository] : undefined, one.id, {
      text,
      lines,
    });
    if (insertion === undefined) throw refuse(one);
    return insertion;
  });
  let edited = text;
  for (const { at, text: added } of insertions.toSorted((one, other) => other.at - one.at))
    edited = edited.slice(0, at) + added + edited.slice(at);
  const after = parseDocument(edited);
  const [first] = ids;
  const isExact =
    after.errors.length === 0 && isDeepStrictEqual(copyOf(after.toJS()), withIds(document.toJS(), ids));
  if (!isExact && first !== undefined) throw refuse(first);
  return edited;
}
