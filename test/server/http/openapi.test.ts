import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { renderOpenApi } from '../../../src/server/describe.ts';
import { renderDocsPage } from '../../../src/server/http/docs-page.ts';

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

test('the documentation page names every route and escapes what it is given', () => {
  const page = renderDocsPage(JSON.parse(committed));
  expect(page).toContain('POST /api/v1/auth/github-oidc');
  expect(page).toContain('POST /api/v1/sts');
  expect(page).toContain('. Needs a session.');
  expect(page).toContain('. Needs a session or an admin token.');
  expect(renderDocsPage({ info: { title: '<script>', version: '1' } })).not.toContain('<script>');
});
