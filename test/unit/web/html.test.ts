/** The template tag: what values become, and which templates fail. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { below, html, httpsUrl, path, withQuery } from '../../../src/web/html.ts';

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#13;': '\r',
};

test('what any value holds is text in the document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const [, attribute = '', content = ''] =
        /^<p title="([^"]*)">([^<]*)<\/p>$/s.exec(String(html`<p title="${text}">${text}</p>`)) ?? [];
      const read = (part: string) =>
        part.replace(/&(?:amp|lt|gt|quot|#39|#13);/g, (found) => entities[found] ?? '');
      return read(attribute) === text && read(content) === text && !/[<>"]/.test(attribute + content);
    }),
  );
});

test('only what the tag made passes as it is', () => {
  expect(String(html`${html`<b>${'<'}</b>`}${[html`<i>`, 'a&']}${false}${undefined}${0}`)).toBe(
    '<b>&lt;</b><i>a&amp;0',
  );
});

describe('a template fails', () => {
  const text = 'x';
  const broken: readonly (readonly [string, () => unknown])[] = [
    ['with an attribute that is not quoted', () => html`<p title=${text}>`],
    ['with an attribute in single quotes', () => html`<p title='${text}'>`],
    ['with a value as the name of an attribute', () => html`<p ${text}>`],
    ['with a value as the name of an element', () => html`<${text}>`],
    ['with a script', () => html`<script src="/x"></script>`],
    ['with a style', () => html`<style>p{}</style>`],
    ['with an inline style', () => html`<p style="color:red">`],
    ['with a handler', () => html`<p onclick="x()">`],
    ['with text as the address of a link', () => html`<a href="${text}">`],
    ['with text as the address of a form', () => html`<form action="${text}">`],
    ['with text as the address of an image', () => html`<img src="${text}">`],
  ];
  test.each(broken)('%s', (_what, make) => {
    expect(make).toThrow();
  });
});

test('addresses of this server are encoded', () => {
  expect(String(path`/w/${'a/b?c'}`)).toBe('/w/a%2Fb%3Fc');
  expect(String(below(path`/w`, 'prod/eu west'))).toBe('/w/prod/eu%20west');
  expect(String(withQuery(path`/w`, { a: '&=', b: undefined, c: '' }))).toBe('/w?a=%26%3D');
  expect(() => path`//evil.example`).toThrow();
  expect(() => path`${'x'}`).toThrow();
});

/** Browsers resolve these segments, and the router leaves out empty ones. */
test('a name leads to no other place than its own', () => {
  const names = fc
    .array(fc.constantFrom('.', '..', '', 'a', '%2e%2e', '...', 'x y'), { minLength: 1 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(names, names, (stack, component) => {
      const base = path`/w/ws/free/${stack}`;
      const { pathname } = new URL(String(below(base, component)), 'https://atmos.example');
      const rest = pathname.slice(`${base}/`.length);
      expect(pathname.startsWith(`${base}/`)).toBe(true);
      expect(rest).not.toMatch(/^\/|\/\/|.\/$/);
      const isDot = component === '.' || component === '..';
      expect(decodeURIComponent(rest)).toBe(isDot ? '\0' : component);
    }),
  );
});

test.each([
  ['https://github.com/acme', true],
  ['http://127.0.0.1:8080/x', true],
  ['http://github.com/acme', false],
  ['http://127.0.0.1.evil.example/', false],
  ['https://user@github.com/', false],
  ['javascript:alert(1)', false],
  [' https://github.com/', false],
])('%s may be linked: %s', (address, may) => {
  expect(httpsUrl(address) !== undefined).toBe(may);
});
