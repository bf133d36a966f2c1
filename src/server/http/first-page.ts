/** Renders the page at `/`: what this server is, and where its documents are. It names no workspace, version or user. */

/** @param schemas paths of the schemas that the server publishes. */
export function renderFirstPage(schemas: readonly string[]): string {
  const links: readonly (readonly [path: string, text: string])[] = [
    ['/docs', 'API reference'],
    ['/openapi.json', 'API description (OpenAPI)'],
    ...schemas.map((path) => [path, `JSON schema ${path.slice('/schemas/'.length)}`] as const),
    ['/readyz', 'Readiness'],
  ];
  const items = links.map(([path, text]) => `<li><a href="${path}">${text}</a></li>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Atmos Pro server</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem; color-scheme: light dark; }</style>
<h1>Atmos Pro server</h1>
<p>This is a self-hosted server for the Atmos Pro API. GitHub Actions jobs and the Atmos CLI use it.</p>
<ul>
${items.join('\n')}
</ul>
</html>
`;
}
