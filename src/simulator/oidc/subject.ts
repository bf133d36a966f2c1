/** Decides `sub` of an ID token: GitHub's default in both forms, or the claims that the repository chose. */
import { fullNameOf, ownerOf, type Repository, type SimulatedJob, type World } from '../world/world.ts';

/** GitHub percent-encodes a colon inside a value, because colons separate the parts of a subject. */
function escapeColons(value: string): string {
  return value.replaceAll(':', '%3A');
}

function repositoryPart(world: World, repository: Repository): string {
  const owner = ownerOf(world, repository);
  return repository.subjectFormat === 'immutable'
    ? `repo:${owner.login}@${owner.id}/${repository.name}@${repository.id}`
    : `repo:${fullNameOf(world, repository)}`;
}

/** What triggered the job: its environment when it has one, else the pull request, else the ref. */
function contextPart(job: SimulatedJob): string {
  if (job.environment !== undefined) return `environment:${escapeColons(job.environment)}`;
  return job.run.event === 'pull_request' ? 'pull_request' : `ref:${job.run.ref}`;
}

/** `claims` are the token's other claims, for subjects that consist of them. An absent claim counts as empty. */
export function subjectOf(
  world: World,
  job: SimulatedJob,
  input: { readonly repository: Repository; readonly claims: Readonly<Record<string, string>> },
): string {
  const { repository, claims } = input;
  const keys = repository.subjectClaims ?? ['repo', 'context'];
  const parts = keys.map((key) => {
    if (key === 'repo') return repositoryPart(world, repository);
    if (key === 'context') return contextPart(job);
    return `${key}:${escapeColons(claims[key] ?? '')}`;
  });
  return parts.join(':');
}
