/** The pages of causes of drift, and those on which an admin remediates an instance, or the instances of a cause. */
import { createHash } from 'node:crypto';
import { maxCommandReasonLength as maxReasonLength } from '../../api/routes/batches.ts';
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import {
  causePath,
  causesPath,
  instancePath,
  type PlacedInstance,
  pagePatterns,
  remediateCausePath,
  remediatePath,
} from '../../web/addresses.ts';
import { type Href, type Html, html } from '../../web/html.ts';
import { renderCausePage, renderCausesPage } from '../../web/pages/causes.ts';
import type { InstanceRow } from '../../web/pages/instances.ts';
import { renderRemediatePage } from '../../web/pages/remediate.ts';
import { refuseReplaced, remediatedType } from '../drift/index.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { describePerson } from '../people/index.ts';
import { instanceTopics, readPlace } from './instance-pages.ts';
import { findRemediations } from './open-remediations.ts';
import type { PageRequest, WorkspacePage, WorkspaceRequest } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** Causes of a page. */
const maxShownCauses = 200;

function createCausesPage({ driftDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.causes,
    role: 'member',
    nav: { text: 'Causes', href: causesPath },
    async read({ workspace }) {
      const { causes, ignored, truncated, now } = await driftDesk.causes(workspace);
      const isTruncated = truncated || causes.length > maxShownCauses;
      const shown = causes.slice(0, maxShownCauses);
      return ok(renderCausesPage({ workspaceId: workspace.id, now, causes: shown, ignored, isTruncated }));
    },
  };
}

function createCausePage({ driftDesk, batches }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.cause,
    role: 'member',
    topics: instanceTopics,
    async read({ workspace, role, params }) {
      const found = await driftDesk.findCause(workspace, params['cause'] ?? '');
      if (found.status === 'refused') return found;
      const { cause, now, nameOf } = found.value;
      const mayRemediate = includesRole(role, 'admin');
      const rows = await driftDesk.readRows(workspace, cause.instances);
      const remediations = await findRemediations(workspace, rows, { batches });
      const shown = { workspaceId: workspace.id, now, cause, mayRemediate, nameOf };
      return ok(renderCausePage({ ...shown, rows, remediations }));
    },
  };
}

/** What an admin is asked to confirm. */
interface Target {
  readonly rows: readonly InstanceRow[];
  readonly now: number;
  /** How many more there are. */
  readonly left: number;
  /** How many are left out, because another instance would be remediated in their place. */
  readonly replaced: number;
}

/** Names the instances that a page showed: nothing else is remediated by its form. */
function digestOf(rows: readonly PlacedInstance[]): string {
  const names = rows.map(({ stack, component, componentType }) => [stack, component, componentType]);
  return createHash('sha256').update(JSON.stringify(names)).digest('base64url');
}

interface RemediatePage {
  readonly pattern: string;
  find(request: WorkspaceRequest): Promise<Answer<Target>>;
  repositoryOf(request: PageRequest): string;
  titleOf(request: PageRequest): string;
  actionOf(request: WorkspaceRequest): Href;
  backOf(request: WorkspaceRequest): Href;
}

async function startRemediation(
  request: WorkspaceRequest,
  {
    form,
    page,
    driftDesk,
  }: { readonly form: URLSearchParams; readonly page: RemediatePage } & Pick<PagePorts, 'driftDesk'>,
): Promise<Answer<Href>> {
  const { workspace, person, traceId } = request;
  const reason = (form.get('reason') ?? '').trim();
  if (reason === '' || reason.length > maxReasonLength) {
    const message = `A reason of at most ${maxReasonLength} characters is required. Go back and enter one.`;
    return refuseRequest(400, 'InvalidRequest', message);
  }
  const target = await page.find(request);
  if (target.status === 'refused') return target;
  const { rows } = target.value;
  if (digestOf(rows) !== form.get('instances')) {
    const message = 'Other instances have this cause by now. Nothing was started. Open the page again.';
    return refuseRequest(409, 'NotRemediable', message);
  }
  const started = await driftDesk.remediate(workspace, {
    ...{ repositoryId: page.repositoryOf(request), reason, traceId },
    instances: rows.map(({ stack, component }) => ({ stack, component })),
    actor: person.login,
    by: { person: describePerson(person) },
  });
  return started.status === 'ok' ? ok(page.backOf(request)) : started;
}

function renderNote({ left, replaced }: Target): Html {
  const out = `${replaced} ${replaced === 1 ? 'is' : 'are'} left out: the stack has a Terraform component with the same name, which would be remediated instead.`;
  return html`${left > 0 && html`<p>${left} more are left for the next time.</p>`}${replaced > 0 && html`<p>${out}</p>`}`;
}

function createRemediatePage(page: RemediatePage, { driftDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: page.pattern,
    role: 'admin',
    async read(request) {
      const target = await page.find(request);
      if (target.status === 'refused') return target;
      const { rows, now } = target.value;
      const title = page.titleOf(request);
      return ok(
        renderRemediatePage({
          ...{ workspaceId: request.workspace.id, now, title, instances: rows, maxReasonLength },
          ...{ digest: digestOf(rows), action: page.actionOf(request), back: page.backOf(request) },
          note: renderNote(target.value),
        }),
      );
    },
    act: (request, form) => startRemediation(request, { form, page, driftDesk }),
  };
}

function createRemediateInstancePage(ports: PagePorts): WorkspacePage {
  const { driftDesk } = ports;
  return createRemediatePage(
    {
      pattern: pagePatterns.remediate,
      async find(request) {
        const { workspace } = request;
        const place = readPlace(request);
        const found = await driftDesk.show(workspace, place);
        if (found.status === 'refused') return found;
        const { now } = found.value;
        if (place.componentType === remediatedType)
          return ok({ rows: [found.value], now, left: 0, replaced: 0 });
        const other = await driftDesk.show(workspace, { ...place, componentType: remediatedType });
        return other.status === 'ok' && other.value.orphanedAt === undefined
          ? refuseReplaced
          : ok({ rows: [found.value], now, left: 0, replaced: 0 });
      },
      repositoryOf: (request) => readPlace(request).repositoryId,
      titleOf(request) {
        const { stack, component } = readPlace(request);
        return `Remediate ${component} in ${stack}`;
      },
      actionOf: (request) => remediatePath(request.workspace.id, readPlace(request)),
      backOf: (request) => instancePath(request.workspace.id, readPlace(request)),
    },
    ports,
  );
}

function createRemediateCausePage(ports: PagePorts): WorkspacePage {
  const { driftDesk } = ports;
  const causeOf = ({ params }: PageRequest) => params['cause'] ?? '';
  const repositoryOf = ({ params }: PageRequest) => params['repository'] ?? '';
  return createRemediatePage(
    {
      pattern: pagePatterns.remediateCause,
      async find(request) {
        const asked = { cause: causeOf(request), repositoryId: repositoryOf(request) };
        const found = await driftDesk.findTargets(request.workspace, asked);
        if (found.status === 'refused') return found;
        const { places, ...facts } = found.value;
        return ok({ ...facts, rows: await driftDesk.readRows(request.workspace, places) });
      },
      repositoryOf,
      titleOf: (request) => `Remediate the instances with the cause ${causeOf(request)}`,
      actionOf: (request) =>
        remediateCausePath(request.workspace.id, causeOf(request), repositoryOf(request)),
      backOf: (request) => causePath(request.workspace.id, causeOf(request)),
    },
    ports,
  );
}

export function createDriftPages(ports: PagePorts): readonly WorkspacePage[] {
  return [
    createCausesPage(ports),
    createCausePage(ports),
    createRemediateInstancePage(ports),
    createRemediateCausePage(ports),
  ];
}
