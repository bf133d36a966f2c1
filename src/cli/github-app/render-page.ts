/** The pages that `github-app create` shows in the browser: no script, nothing from elsewhere. */

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}
pre{white-space:pre-wrap;font-size:14px}button{font:inherit;padding:.5rem 1rem}`;

function frame(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style>
<h1>${escapeHtml(title)}</h1>
${content}
</html>
`;
}

export function renderPage(title: string, text: string): string {
  return frame(title, `<p>${escapeHtml(text)}</p>`);
}

export interface ManifestForm {
  readonly title: string;
  /** What the user is about to create, one paragraph each. */
  readonly paragraphs: readonly string[];
  /** Each permission with its reason. */
  readonly permissions: string;
  /** Address of GitHub that the form goes to. */
  readonly action: string;
  readonly manifest: string;
}

export function renderManifestForm({
  title,
  paragraphs,
  permissions,
  action,
  manifest,
}: ManifestForm): string {
  return frame(
    title,
    `${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
<pre>${escapeHtml(permissions)}</pre>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="manifest" value="${escapeHtml(manifest)}">
<button>Continue to GitHub</button>
</form>`,
  );
}
