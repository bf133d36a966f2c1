import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { renderOpenApi } from '../../../src/server/describe.ts';
import { createApiReference } from '../../../src/web/pages/api-reference.ts';

const committed = readFileSync(new URL('../../../schemas/openapi.json', import.meta.url), 'utf8');

test('schemas/openapi.json is what the routes say: run `node scripts/openapi.ts`', async () => {
  expect(committed).toBe(await renderOpenApi());
});

test('every operation has a name, a summary and a described answer', () => {
  const { paths } = JSON.parse(committed) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThanOrEqual(4);
  for (const operation of operations) {
    expect(operation).toMatchObject({ operationId: expect.any(String), summary: expect.any(String) });
    expect(operation['responses']).toHaveProperty('200');
  }
});

test('the reference names every route in its group, has examples, and escapes what it is given', () => {
  const document = JSON.parse(committed);
  const page = String(createApiReference(document).render('').body);
  for (const [path, methods] of Object.entries<object>(document.paths))
    for (const method of Object.keys(methods))
      expect(page).toContain(`${method.toUpperCase()} ${path}</code>`);
  expect(page).toContain('. Needs a session.');
  expect(page).toContain('. Needs a session or an admin token.');
  expect(page).toContain('<h2 id="group-locks">');
  expect(page).toContain('&quot;success&quot;: true');
  const hostile = { info: { title: '', version: '1', description: '<script>' } };
  expect(String(createApiReference(hostile).render('<b>').body)).not.toMatch(/<script>|<b>/);
});

test('a search of the reference leaves the operations that have every word', () => {
  const reference = createApiReference(JSON.parse(committed));
  const found = String(reference.render('lockMessage POST').body);
  expect(found).toContain('POST /api/v1/locks</code>');
  expect(found).not.toContain('/api/v1/sts');
  expect(String(reference.render('nothing-has-this').body)).toContain('No operation has all of these words.');
});
