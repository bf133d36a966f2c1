/** Permissions of a token, an App or a job, under GitHub's names (`contents`, `pull_requests`). */
export type SimulatedAccessLevel = 'read' | 'write' | 'admin';
export type SimulatedPermissions = Readonly<Record<string, SimulatedAccessLevel>>;
