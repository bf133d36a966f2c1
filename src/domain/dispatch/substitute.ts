/** Fills in the few placeholders that the server knows; every other template is refused, since it would be sent as text. */
import { ok, type Result, refuse } from '../../base/result.ts';

/** A closed list: there is no template engine. */
export interface PlaceholderValues {
  readonly stack: string;
  readonly component: string;
  /** The commit that is deployed. */
  readonly sha: string;
}

export interface LeftoverRefusal {
  readonly tag: 'leftover';
  readonly message: string;
}

const longestShown = 80;

/** What no finished text may have: a template, Go's text for a missing value, a YAML function such as `!terraform.output`. */
export function findLeftover(text: string): string | undefined {
  const found = /\{\{.{0,60}|<no value>|^\s*![A-Za-z].{0,60}/s.exec(text)?.[0];
  return found?.trim().slice(0, longestShown).toWellFormed();
}

/** `{{ .sha }}` and the like, spaces optional, become values; values are not searched for placeholders. */
export function substitute(text: string, values: PlaceholderValues): Result<string, LeftoverRefusal> {
  const known: Readonly<Record<string, string>> = {
    atmos_component: values.component,
    component: values.component,
    atmos_stack: values.stack,
    stack: values.stack,
    sha: values.sha,
  };
  const filled = text.replace(
    /\{\{ *\.(atmos_component|component|atmos_stack|stack|sha) *\}\}/g,
    (_, name: string) => known[name] ?? '',
  );
  const leftover = findLeftover(filled);
  if (leftover === undefined) return ok(filled);
  return refuse({
    tag: 'leftover',
    message: `"${leftover}" was not rendered: set templates.settings.enabled to true in atmos.yaml`,
  });
}
