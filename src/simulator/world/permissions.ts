/** What a token, an App or a job may do, under GitHub's names (`contents`, `pull_requests`). */
export type AccessLevel = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, AccessLevel>>;
