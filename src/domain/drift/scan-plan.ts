/**
 * Finds the resource changes in the JSON of a plan as it streams by: most of a plan is state and configuration, which is passed over
 * without being parsed or kept.
 */

/** The lists of a plan whose elements are wanted (https://developer.hashicorp.com/terraform/internals/json-format). */
const planSections = ['resource_drift', 'resource_changes'] as const;
export type PlanSection = (typeof planSections)[number];

/** Largest resource that is read, in bytes, and its deepest nesting. Beyond that it is left out. */
const elementLimits = { bytes: 16 * 1024 * 1024, depth: 64 } as const;

export interface ScannedPlan {
  /** `start`: the first byte does not open an object. `rest`: something follows the object. */
  readonly end: 'complete' | 'empty' | 'start' | 'incomplete' | 'rest';
  readonly keys: ReadonlySet<string>;
  /** Of the plan, if it is a short text. */
  readonly formatVersion: string | undefined;
  readonly leftOut: number;
}

const quote = 0x22;
const backslash = 0x5c;
/** Of a key or of the version, in bytes. */
const maxKeptText = 64;
const rootDepth = 1;
const listDepth = 2;

function isOpening(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function sectionOf(key: string): PlanSection | undefined {
  return planSections.find((section) => section === key);
}

/** Keeps a position in the document over chunks that may end anywhere. */
export class PlanScanner {
  private readonly keys = new Set<string>();
  private formatVersion: string | undefined;
  private leftOut = 0;
  private end: ScannedPlan['end'] = 'empty';
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  /** Of the root object: whether a text is a key, and the key of the value that follows. */
  private isKey = true;
  private key = '';
  private kept: number[] = [];
  /** Of the element that is being read: where it begins in this chunk, what earlier chunks have of it. */
  private start = -1;
  private parts: Uint8Array[] = [];
  private size = 0;
  private isTooLarge = false;
  private readonly take: (section: PlanSection, json: string) => void;

  /** `take` is called for each element of the sections, in the order of the document. */
  constructor(take: (section: PlanSection, json: string) => void) {
    this.take = take;
  }

  write(chunk: Uint8Array): void {
    let index = 0;
    if (this.start >= 0) this.start = 0;
    while (index < chunk.length) {
      index = this.isInText ? this.passText(chunk, index) : this.passToken(chunk, index);
      if (this.end === 'start' || this.end === 'rest') return;
    }
    // A copy: the reader uses its buffer again. `slice` of a Buffer would be none.
    if (this.start >= 0) this.keep(new Uint8Array(chunk.subarray(this.start)));
  }

  finish(): ScannedPlan {
    const { end, keys, formatVersion, leftOut } = this;
    return { end, keys, formatVersion, leftOut };
  }

  private passText(chunk: Uint8Array, from: number): number {
    const isKept = this.depth === rootDepth;
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === backslash) this.isEscaped = true;
      else if (byte === quote) {
        this.isInText = false;
        if (isKept) this.endRootText();
        return index + 1;
      }
      if (isKept && this.kept.length <= maxKeptText) this.kept.push(byte);
    }
    return chunk.length;
  }

  private endRootText(): void {
    const text = Buffer.from(this.kept).toString('utf8');
    if (this.isKey) {
      this.key = text;
      // The root of a plan has some twenty keys.
      if (this.keys.size < maxKeptText) this.keys.add(text);
    } else if (this.key === 'format_version' && this.kept.length <= maxKeptText) {
      this.formatVersion = text;
    }
  }

  private passToken(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (byte === quote && this.depth > 0) {
        this.isInText = true;
        this.kept = [];
        return index + 1;
      }
      if (isOpening(byte)) this.open(byte, index);
      else if (isClosing(byte) && this.depth > 0) this.close(chunk, index);
      else if (this.depth === rootDepth) this.passRootByte(byte);
      else if (this.depth === 0 && !isBlank(byte)) this.end = this.end === 'complete' ? 'rest' : 'start';
      if (this.end === 'start' || this.end === 'rest') return index;
    }
    return chunk.length;
  }

  private passRootByte(byte: number): void {
    if (byte === 0x2c) this.isKey = true;
    else if (byte === 0x3a) this.isKey = false;
  }

  private open(byte: number, index: number): void {
    if (this.depth === 0) {
      const isFirst = this.end === 'empty';
      this.end = isFirst ? (byte === 0x7b ? 'incomplete' : 'start') : 'rest';
    }
    if (this.depth === listDepth && byte === 0x7b && sectionOf(this.key) !== undefined) {
      this.start = index;
      this.isTooLarge = false;
    }
    this.depth += 1;
    if (this.depth > listDepth + elementLimits.depth) this.isTooLarge = true;
  }

  private close(chunk: Uint8Array, index: number): void {
    this.depth -= 1;
    if (this.depth === 0) this.end = 'complete';
    if (this.depth !== listDepth || this.start < 0) return;
    this.keep(chunk.subarray(this.start, index + 1));
    const section = sectionOf(this.key);
    if (this.isTooLarge || section === undefined) this.leftOut += 1;
    else this.take(section, Buffer.concat(this.parts).toString('utf8'));
    this.start = -1;
    this.parts = [];
    this.size = 0;
  }

  private keep(part: Uint8Array): void {
    this.size += part.length;
    if (this.size > elementLimits.bytes) this.isTooLarge = true;
    if (this.isTooLarge) this.parts = [];
    else this.parts.push(part);
  }
}
