/** Names what a batch is about. */

/** `subject`: `pr/12`, `group/<sha>`, `release/<id>`, `sweep/<name>/<due>`, `remediation/<id>`. For people; the number or commit is GitHub's. */
export function describeSubject(subject: string): string {
  const [kind, ...rest] = subject.split('/');
  const name = rest.join('/');
  if (kind === 'pr') return `pull request ${name}`;
  if (kind === 'group') return `merge group ${name.slice(0, 7)}`;
  if (kind === 'sweep') return `the drift schedule ${rest[0]}`;
  if (kind === 'remediation') return 'a remediation of drift';
  return kind === 'release' ? `release ${name}` : subject;
}
