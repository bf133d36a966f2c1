/** Cuts an upload into requests that fit (docs/wire.md#chunks), by the bytes that are really sent. */

/** Largest request, in bytes, unless atmos.yaml says otherwise: what the Atmos CLI sends at most. */
export const defaultMaxPayloadBytes = 4_194_304;

/** Room for the three batch fields, in bytes. */
const batchFieldBytes = 200;

/** One request of an upload. */
export interface UploadPart {
  /** The JSON that is sent; the same at every call, so that a repetition is one. */
  text(): string;
  readonly bytes: number;
  readonly items: number;
}

export interface Upload {
  /** The fields next to the items. */
  readonly head: Readonly<Record<string, string | boolean>>;
  /** Name of the list. */
  readonly field: 'stacks' | 'instances';
  readonly items: readonly unknown[];
}

export interface CutOptions {
  readonly maxBytes: number;
  /** Of all parts; used only when there are several. */
  readonly batchId: string;
}

function cutRuns(sizes: readonly number[], room: number): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = [];
  let start = 0;
  let bytes = 0;
  sizes.forEach((size, index) => {
    const more = index === start ? size : size + 1;
    if (index > start && bytes + more > room) {
      runs.push([start, index]);
      start = index;
      bytes = size;
    } else {
      bytes += more;
    }
  });
  return [...runs, [start, sizes.length]];
}

/**
 * The parts in order. One that fits has no batch fields. An item that alone is larger than `maxBytes` goes alone: a server
 * may still take it, and says so if not.
 */
export function cutBatch(
  { head, field, items }: Upload,
  { maxBytes, batchId }: CutOptions,
): readonly UploadPart[] {
  const texts = items.map((item) => JSON.stringify(item));
  const opening = `${JSON.stringify(head).slice(0, -1)},"${field}":[`;
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const overhead = Buffer.byteLength(opening) + 2;
  const part = (start: number, end: number, batch: string): UploadPart => {
    const own = sizes.slice(start, end).reduce((sum, size) => sum + size, 0);
    return {
      text: () => `${opening}${texts.slice(start, end).join(',')}]${batch}}`,
      bytes: overhead + own + Math.max(0, end - start - 1) + batch.length,
      items: end - start,
    };
  };
  const whole = part(0, texts.length, '');
  if (texts.length < 2 || whole.bytes <= maxBytes) return [whole];
  const runs = cutRuns(sizes, Math.max(1, maxBytes - overhead - batchFieldBytes));
  return runs.map(([start, end], index) => {
    const fields = { batch_id: batchId, batch_index: index, batch_total: runs.length };
    return part(start, end, `,${JSON.stringify(fields).slice(1, -1)}`);
  });
}
