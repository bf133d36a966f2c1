/** The door for people: the page at `/`, and the dashboard where people can sign in. */
import type { Clock, Logger } from '../../base/ports.ts';
import { pagePatterns } from '../../web/addresses.ts';
import { path } from '../../web/html.ts';
import { renderLandingPage } from '../../web/pages/landing.ts';
import type { Feature } from '../access/feature.ts';
import { publishedSchemas } from '../http/documents.ts';
import type { PeopleAccess } from '../people/index.ts';
import { sendPage } from './answer-html.ts';
import { readAssets } from './assets.ts';
import { createChangeFeed } from './change-feed.ts';
import { createPageDenials } from './denials.ts';
import { registerEvents } from './events.ts';
import type { PagePorts } from './page-ports.ts';
import { createPageTable } from './page-table.ts';
import { createPersonPace } from './person-pace.ts';
import { registerReference } from './reference-page.ts';
import { preparePageScope, registerPages } from './serve-pages.ts';
import { registerSignInRoutes } from './sign-in-routes.ts';

export interface DashboardPorts extends Omit<PagePorts, 'people'> {
  /** `undefined`: people cannot sign in, so there is nothing but the first page. */
  readonly people: PeopleAccess | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

function schemaHref(name: string) {
  const [version = '', file = ''] = name.split('/');
  return path`/schemas/${version}/${file}`;
}

export function createPages(ports: DashboardPorts): Feature {
  const { people, clock, logger, config } = ports;
  const { publicUrl, workspaces } = config;
  const files = readAssets();
  const assets = files.paths;
  const landing = renderLandingPage({
    hasDashboard: people !== undefined,
    schemas: publishedSchemas.map((name) => ({ name, href: schemaHref(name) })),
  });
  return {
    routes(app) {
      files.register(app);
      app.register(async (scope) => {
        preparePageScope(scope, { assets, publicUrl });
        scope.get(pagePatterns.home, {
          schema: { hide: true },
          handler: (_request, reply) => sendPage(reply, landing, { assets, viewer: undefined }),
        });
        registerReference(scope, { assets, clock });
        if (people === undefined) return;
        const recordDenial = createPageDenials({ audit: ports.audit, clock, workspaces });
        const pages = createPageTable({ ...ports, people });
        const pace = createPersonPace(clock);
        registerSignInRoutes(scope, { assets, people, clock });
        registerEvents(scope, {
          assets,
          people,
          workspaces,
          pace,
          recordDenial,
          feed: createChangeFeed({ desk: ports.auditDesk, batches: ports.batches, logger }),
        });
        registerPages(scope, {
          ...{ publicUrl, workspaces, assets, people, pages, recordDenial, pace },
        });
      });
    },
  };
}
