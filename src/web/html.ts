/**
 * Renders HTML: `html` escapes every value, and only what it made itself passes as it is. Nothing else makes `Html` from text. A template
 * that could be misread fails at its first use: values stand between tags or in quoted attributes, nothing is inline that the content
 * security policy blocks, and an address is a `Href`.
 */

class SafeHtml {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

class SafeHref {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** Text that is HTML already. */
export type Html = SafeHtml;
/** An address that a link, a form or an asset may have. */
export type Href = SafeHref;
/** What a template takes: text and numbers are escaped, nothing is shown for `undefined` and `false`. */
export type HtmlValue = Html | Href | string | number | false | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // The parser would make a line feed of it.
  '\r': '&#13;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => entities[character] ?? '');
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (typeof value === 'object' && !(value instanceof SafeHref)) return value.map(render).join('');
  return escapeText(String(value));
}

/** Attributes whose value the browser goes to or loads. */
const addressed = /\b(?:href|src|action|formaction)="$/;
const inTag = /<[^<>]*$/;

/** What is wrong with the text of a template; `undefined`: nothing. */
function findFault(strings: readonly string[]): string | undefined {
  const whole = strings.join('');
  if (/<\s*(?:script|style|iframe|object|base|meta)\b/i.test(whole)) return 'an element of the layout alone';
  if (/\son\w+\s*=/i.test(whole)) return 'an inline handler';
  if (/\sstyle\s*=/i.test(whole)) return 'an inline style';
  let before = '';
  for (const part of strings.slice(0, -1)) {
    before += part;
    const tag = inTag.exec(before)?.[0];
    if (tag !== undefined && !/="[^"]*$/.test(tag))
      return 'a value in a tag that is not in a quoted attribute';
    before += '…';
  }
  return undefined;
}

const checked = new WeakSet<TemplateStringsArray>();

function checkTemplate(strings: TemplateStringsArray): void {
  if (checked.has(strings)) return;
  const fault = findFault(strings);
  if (fault !== undefined) throw new Error(`a template has ${fault}: ${strings.join('…').slice(0, 120)}`);
  checked.add(strings);
}

/** The tag of every template. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  checkTemplate(strings);
  let text = '';
  for (const [index, part] of strings.entries()) {
    text += part;
    if (index === values.length) break;
    const value = values[index];
    if (addressed.test(part) && !(value instanceof SafeHref))
      throw new Error(`an address is not a Href: ${part.slice(-60)}`);
    text += render(value);
  }
  return new SafeHtml(text);
}

/** Browsers resolve `.` and `..`, however they are encoded. No address has such a name, so it becomes one that nothing has. */
function encodeSegment(text: string | number): string {
  return text === '.' || text === '..' ? '%00' : encodeURIComponent(text);
}

/** An address of this server: each value is one segment, or one value of the query. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Href {
  const text = strings.reduce((all, part, index) => all + encodeSegment(values[index - 1] ?? '') + part);
  if (!/^\/(?!\/)/.test(text)) throw new Error(`not a path of this server: ${text.slice(0, 60)}`);
  return new SafeHref(text);
}

/** `base` with a query of the fields that have a text. */
export function withQuery(base: Href, query: Readonly<Record<string, string | undefined>>): Href {
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return fields.length === 0 ? base : new SafeHref(`${base}?${fields.join('&')}`);
}

/** A place of the page itself. */
export function hash(id: string): Href {
  return new SafeHref(`#${encodeURIComponent(id)}`);
}

/** A place of another page. */
export function withHash(base: Href, id: string): Href {
  return new SafeHref(`${base}#${encodeURIComponent(id)}`);
}

/** Segments that a browser resolves, or that the router leaves out. */
const unstable: ReadonlySet<string> = new Set(['', '.', '..']);

/** A path with slashes below `base`, such as that of a lock, which a job names as it likes: it leads to no other place. */
export function below(base: Href, segments: string): Href {
  const parts = segments.split('/');
  const isStable = !parts.some((part) => unstable.has(part));
  return new SafeHref(
    `${base}/${isStable ? parts.map(encodeURIComponent).join('/') : encodeSegment(segments)}`,
  );
}

/** An address elsewhere, from data; `undefined` unless it is https, or http to this machine. */
export function httpsUrl(text: string): Href | undefined {
  const [, host] = /^http:\/\/(127\.0\.0\.1|localhost)(?::\d{1,5})?(?=\/|$)/.exec(text) ?? [];
  return /^https:\/\/[^\s/@]+(?=\/|$)/.test(text) || host !== undefined ? new SafeHref(text) : undefined;
}

/** The scripts of a page: files of this server, loaded when the document is there. */
export function scriptTags(sources: readonly Href[]): Html {
  return new SafeHtml(sources.map((source) => `<script src="${render(source)}" defer></script>`).join(''));
}

/** The whole document around a head and a body. */
export function document(head: Html, body: Html): string {
  const meta =
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">';
  return `<!doctype html>\n<html lang="en"><head>${meta}${head}</head>${body}</html>\n`;
}
