/**
 * Cuts a JSON body into what stands around one big list, and the list's elements, without reading the elements: one of
 * them at a time is enough memory for the largest body.
 */

export interface CutBody {
  /** The body with the list emptied. */
  readonly head: unknown;
  /** Each element as its JSON text; reading it may still fail. */
  readonly elements: readonly (readonly [start: number, end: number])[];
}

/** Most levels of nesting in a body. */
const maxJsonDepth = 4_000;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const closeList = 0x5d;
const openMap = 0x7b;
const closeMap = 0x7d;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

class Malformed extends SyntaxError {}

class Scanner {
  at = 0;
  readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
  }

  skipSpace(): void {
    while (isSpace(this.body[this.at])) this.at += 1;
  }

  /** Steps over `byte`, or says that the next byte is another one. */
  take(byte: number): boolean {
    this.skipSpace();
    if (this.body[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  expect(byte: number): void {
    if (!this.take(byte)) throw new Malformed('unexpected byte');
  }

  skipText(): void {
    const { body } = this;
    for (this.at += 1; this.at < body.length; this.at += 1) {
      const byte = body[this.at];
      if (byte === backslash) this.at += 1;
      else if (byte === quote) {
        this.at += 1;
        return;
      }
    }
    throw new Malformed('a text without end');
  }

  /** Whether what it steps over is valid is JSON.parse's to say. */
  skipValue(): void {
    const { body } = this;
    const start = this.at;
    let depth = 0;
    while (this.at < body.length) {
      const byte = body[this.at];
      if (byte === quote) {
        this.skipText();
        if (depth === 0) return;
        continue;
      }
      if (byte === openMap || byte === openList) {
        depth += 1;
        if (depth > maxJsonDepth) throw new Malformed('nested too deep');
      } else if (byte === closeMap || byte === closeList) {
        if (depth === 0) break;
        depth -= 1;
        if (depth === 0) {
          this.at += 1;
          return;
        }
      } else if (depth === 0 && (byte === comma || isSpace(byte))) break;
      this.at += 1;
    }
    if (depth > 0 || this.at === start) throw new Malformed('a value without end');
  }
}

function scanList(scanner: Scanner, limit: number): [number, number][] {
  const elements: [number, number][] = [];
  scanner.expect(openList);
  if (scanner.take(closeList)) return elements;
  do {
    scanner.skipSpace();
    const start = scanner.at;
    scanner.skipValue();
    // One more than the limit is enough to see that it is broken.
    if (elements.length <= limit) elements.push([start, scanner.at]);
  } while (scanner.take(comma));
  scanner.expect(closeList);
  return elements;
}

/**
 * `key` names the list, at the top level of the body; at most `limit + 1` of its elements are returned. A body whose
 * `key` is not a list comes back whole, for its schema to refuse. Throws SyntaxError for what is not JSON.
 */
export function cutArray(body: Buffer, key: string, limit: number): CutBody {
  const scanner = new Scanner(body);
  let list: { readonly start: number; readonly end: number } | undefined;
  let elements: [number, number][] = [];
  if (!scanner.take(openMap)) return { head: JSON.parse(body.toString('utf8')), elements };
  if (!scanner.take(closeMap)) {
    do {
      scanner.skipSpace();
      const start = scanner.at;
      if (body[start] !== quote) throw new Malformed('a name is missing');
      scanner.skipText();
      const name: unknown = JSON.parse(body.toString('utf8', start, scanner.at));
      scanner.expect(colon);
      scanner.skipSpace();
      if (name === key && list !== undefined) throw new Malformed(`${key} occurs twice`);
      const from = scanner.at;
      if (name === key && body[from] === openList) {
        elements = scanList(scanner, limit);
        list = { start: from, end: scanner.at };
      } else scanner.skipValue();
    } while (scanner.take(comma));
    scanner.expect(closeMap);
  }
  scanner.skipSpace();
  if (scanner.at !== body.length) throw new Malformed('more than one value');
  const text =
    list === undefined
      ? body.toString('utf8')
      : `${body.toString('utf8', 0, list.start)}[]${body.toString('utf8', list.end)}`;
  return { head: JSON.parse(text), elements };
}
