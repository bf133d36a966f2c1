/** Check runs of the App on commits: each is found by its name, and only the App that made it changes it. */
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most annotations of one request, by GitHub; further requests add to them. */
const annotationsPerRequest = 50;
/** Most requests that add annotations to one check. */
const maxAnnotationRequests = 10;

export interface CheckContent {
  readonly name: string;
  /** Ours, for finding it again. */
  readonly externalId: string;
  readonly detailsUrl?: string | undefined;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** Where it is completed. */
  readonly conclusion?:
    | 'success'
    | 'failure'
    | 'neutral'
    | 'cancelled'
    | 'timed_out'
    | 'action_required'
    | undefined;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** At most 3. */
  readonly buttons: readonly {
    readonly label: string;
    readonly description: string;
    readonly identifier: string;
  }[];
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
  }[];
}

/** `name` absent: it keeps its name. */
export type ChangedCheck = Omit<CheckContent, 'name'> & { readonly name?: string | undefined };

export interface PostedCheck {
  readonly id: string;
  /** Of GitHub's page. */
  readonly url: string | undefined;
}

type Annotations = CheckContent['annotations'];

function toOutput({ title, summary }: Pick<CheckContent, 'title' | 'summary'>, annotations: Annotations) {
  return {
    title,
    summary,
    annotations: annotations.map(({ path, line, message }) => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: 'failure' as const,
      message,
    })),
  };
}

function toBody(check: ChangedCheck) {
  const { detailsUrl, conclusion } = check;
  return {
    external_id: check.externalId,
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    ...(conclusion === undefined ? { status: check.status } : { status: 'completed' as const, conclusion }),
    actions: check.buttons.map((button) => ({ ...button })),
    output: toOutput(check, check.annotations.slice(0, annotationsPerRequest)),
  };
}

/** GitHub adds the annotations of each request to those that it has. */
async function addAnnotations(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { id, check }: { readonly id: string; readonly check: ChangedCheck },
): Promise<void> {
  for (let request = 1; request < maxAnnotationRequests; request += 1) {
    const from = request * annotationsPerRequest;
    const annotations = check.annotations.slice(from, from + annotationsPerRequest);
    if (annotations.length === 0) return;
    await callRepository(calls, repository, (send, place) =>
      send('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...place,
        check_run_id: Number(id),
        output: toOutput(check, annotations),
      }),
    );
  }
}

/** Needs `checks: write`. Is sent once: after a lost answer there may be a check, which `findCheckRun` finds. */
export async function createCheckRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { sha, check }: { readonly sha: string; readonly check: CheckContent },
): Promise<PostedCheck> {
  const { data } = await callRepository({ ...calls, attempts: 1 }, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/check-runs', {
      ...place,
      ...toBody(check),
      name: check.name,
      head_sha: sha,
    }),
  );
  const made = { id: String(data.id), url: data.html_url ?? undefined };
  await addAnnotations(calls, repository, { id: made.id, check });
  return made;
}

/** Replaces what the check says. Repeating it changes nothing, but for annotations, which GitHub adds. */
export async function updateCheckRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { id, check }: { readonly id: string; readonly check: ChangedCheck },
): Promise<void> {
  await callRepository(calls, repository, (send, place) =>
    send('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...place,
      ...toBody(check),
      ...(check.name === undefined ? {} : { name: check.name }),
      check_run_id: Number(id),
    }),
  );
  await addAnnotations(calls, repository, { id, check });
}

/** The App's own check on the commit with this name and external id: the oldest, if there should be several. */
export async function findCheckRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  wanted: {
    readonly sha: string;
    readonly name: string;
    readonly externalId: string;
    /** GitHub's id of our App. */
    readonly appId: number;
  },
): Promise<PostedCheck | undefined> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...place,
      ref: wanted.sha,
      check_name: wanted.name,
      app_id: wanted.appId,
      filter: 'all',
      per_page: 100,
    }),
  );
  // Parameters that a host ignores must not let another App's check pass for ours.
  const found = data.check_runs
    .filter(
      ({ app, name, external_id: externalId }) =>
        app?.id === wanted.appId && name === wanted.name && externalId === wanted.externalId,
    )
    .toSorted((one, other) => Number(one.id) - Number(other.id))[0];
  return found === undefined ? undefined : { id: String(found.id), url: found.html_url ?? undefined };
}
