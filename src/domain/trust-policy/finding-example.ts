/** An example of the table of findings as a file that can be linted, and as text that can be shown. */

import type { FindingExample } from './finding-rule.ts';
import type { PolicyToLint } from './lint-policy.ts';
import { policyDirectory } from './policy-path.ts';
import { apiVersionOf, type PolicyVersion, schemaAddressOf } from './policy-version.ts';

const headOf = (version: PolicyVersion) => `# yaml-language-server: $schema=${schemaAddressOf(version)}
apiVersion: ${apiVersionOf(version)}
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
`;
const soundRules = '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n';

function fullText(example: FindingExample): string {
  const { text: whole, rules = soundRules, version = 'v1alpha1', edit, padding = 0 } = example;
  const text = whole ?? headOf(version) + rules.replace(/^(?=.)/gm, '    ');
  const edited = edit ? text.replace(edit[0], () => edit[1]) : text;
  return edited + `#${'-'.repeat(62)}\n`.repeat(Math.ceil(padding / 64));
}

/** What the linter is asked about the example. */
export function exampleInput(example: FindingExample): PolicyToLint {
  const { codeowners, heldPermissions } = example;
  return {
    content: Buffer.from(fullText(example), example.encoding ?? 'utf8'),
    file: `${policyDirectory}/${example.file ?? 'default.yaml'}`,
    codeowners:
      codeowners === undefined
        ? undefined
        : [{ path: '.github/CODEOWNERS', content: Buffer.from(codeowners) }],
    heldPermissions,
  };
}

export interface ShownExample {
  /** What the text is, when it is not items of `spec.rules`: a path, or a remark about what cannot be shown. */
  readonly title?: string | undefined;
  readonly text: string;
  readonly language: 'yaml' | 'text';
  /** Whether `text` is the whole file. */
  readonly whole: boolean;
}

/** Most lines of an example that are shown. */
const maxShownLines = 12;

/** The part of the example that matters, for people. */
export function showExample(example: FindingExample): ShownExample {
  if (example.codeowners !== undefined)
    return { title: '.github/CODEOWNERS', text: example.codeowners, language: 'text', whole: false };
  if (example.rules !== undefined) {
    const lines = example.rules.trimEnd().split('\n');
    const cut = lines.length > maxShownLines;
    const shown = cut ? [...lines.slice(0, 3), `# … and so on, ${lines.length} rules`] : lines;
    return { text: `${shown.join('\n')}\n`, language: 'yaml', whole: false };
  }
  const remarks = [
    `${policyDirectory}/${example.file ?? 'default.yaml'}`,
    example.encoding && 'saved as Latin-1',
    example.padding && `with comments, ${Math.round(example.padding / 1024)} KiB`,
  ];
  return {
    title: remarks.filter(Boolean).join(', '),
    text: fullText({ ...example, padding: 0 }),
    language: 'yaml',
    whole: true,
  };
}
