/** The pages of instances: the list, and one instance. */
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { instancePath, instancesPath, type PlacedInstance, pagePatterns } from '../../web/addresses.ts';
import { renderCreateBadgePage, renderInstancePage } from '../../web/pages/instance.ts';
import { renderInstancesPage } from '../../web/pages/instances.ts';
import { describePerson } from '../people/index.ts';
import { findRemediations } from './open-remediations.ts';
import type { PageRequest, WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** First words of the events that change an instance. */
export const instanceTopics = ['instance', 'instances', 'drift', 'badge', 'batch'] as const;

function createListPage({ driftDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.instances,
    role: 'member',
    nav: { text: 'Instances', href: instancesPath },
    topics: instanceTopics,
    async read({ workspace, query }) {
      const page = await driftDesk.list(workspace, query);
      if (page.status === 'refused') return page;
      const { repository, stack, component, state } = query;
      const filter = { repository, stack, component, state: state || undefined };
      return ok(renderInstancesPage({ ...page.value, workspaceId: workspace.id, filter }));
    },
  };
}

export function readPlace({ params, query }: PageRequest): PlacedInstance {
  return {
    repositoryId: params['repository'] ?? '',
    stack: params['stack'] ?? '',
    component: params['*'] ?? '',
    componentType: query['type'] ?? 'terraform',
  };
}

function createInstancePage({ driftDesk, batches }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.instance,
    role: 'member',
    topics: instanceTopics,
    async read(request) {
      const { workspace, role } = request;
      const isAdmin = includesRole(role, 'admin');
      const found = await driftDesk.show(workspace, readPlace(request));
      if (found.status === 'refused') return found;
      const remediations = await findRemediations(workspace, [found.value], { batches });
      return ok(renderInstancePage({ ...found.value, workspaceId: workspace.id, isAdmin, remediations }));
    },
  };
}

function createBadgePage({ driftDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.createBadge,
    role: 'admin',
    async read(request) {
      const { workspace } = request;
      const found = await driftDesk.show(workspace, readPlace(request));
      return found.status === 'refused'
        ? found
        : ok(renderCreateBadgePage({ ...found.value, workspaceId: workspace.id }));
    },
    async act(request) {
      const { workspace, person, traceId } = request;
      const place = readPlace(request);
      const by = { person: describePerson(person) };
      const created = await driftDesk.createBadge(workspace, { place, actor: person.login, by, traceId });
      return created.status === 'refused' ? created : ok(instancePath(workspace.id, place));
    },
  };
}

export function createInstancePages(ports: PagePorts): readonly WorkspacePage[] {
  return [createListPage(ports), createInstancePage(ports), createBadgePage(ports)];
}
