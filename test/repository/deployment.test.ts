/** What `deploy/` offers is valid by the published schemas, confined, and about the server that is here. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { validateServerConfig } from '../../src/schema/generated/server-config.cjs';
import { findProblems } from '../../src/schema/problems.ts';
import { drainTimeoutMs } from '../../src/server/http/limits.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';
import { checkKubernetesObjects, type KubernetesObject } from './kubernetes-types.ts';

// biome-ignore lint/suspicious/noExplicitAny: parsed documents, whose shape the schemas have checked.
type Document = any;

describe('deploy/Dockerfile', () => {
  const text = readProjectFile('deploy/Dockerfile');
  const instructions = DockerfileParser.parse(text).getInstructions();
  const named = (keyword: string): Instruction[] =>
    instructions.filter((instruction) => instruction.getKeyword() === keyword);
  const last = (keyword: string): string => named(keyword).at(-1)?.getArgumentsContent() ?? '';

  test('has no fault that an editor would show', () => {
    expect(validate(text)).toEqual([]);
    expect(validate('FROM node:24\nUSR nobody')).not.toEqual([]);
  });

  test('names versions of its bases, and ends in one without a shell', () => {
    const bases = named('FROM').map((instruction) => instruction.getArgumentsContent() ?? '');
    expect(bases).toHaveLength(2);
    for (const base of bases) {
      expect(base).toMatch(/^\S+:\S+/);
      expect(base).not.toMatch(/:latest|:debug/);
    }
    expect(bases.at(-1)).toContain('distroless');
  });

  test('runs nothing in the last stage, so that no architecture has to be emulated', () => {
    const stage = text.slice(text.lastIndexOf('\nFROM '));
    expect(stage).not.toMatch(/^RUN /m);
    expect(text).toMatch(/^FROM --platform=\$BUILDPLATFORM \S+ AS build$/m);
  });

  test('runs as an unprivileged user, by number', () => {
    expect(last('USER')).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    // Of what is copied into the image only the folder of the state is the server's own.
    const copies = text.match(/^COPY --from=build .*$/gm) ?? [];
    const owned = copies.filter((copy) => !copy.includes('--chown=0:0'));
    expect(copies.length).toBeGreaterThan(owned.length);
    expect(owned).toEqual([expect.stringMatching(/ \/state \/var\/lib\/atmos-pro$/)]);
  });

  test('starts and checks the server without a shell', () => {
    for (const keyword of ['ENTRYPOINT', 'CMD']) expect(JSON.parse(last(keyword))).toEqual(expect.any(Array));
    const check = last('HEALTHCHECK').replace(/^.*?CMD\s+/s, '');
    expect(JSON.parse(check)).toEqual([
      '/nodejs/bin/node',
      '/app/bin/atmos-pro.js',
      'health',
      '--url',
      expect.any(String),
    ]);
  });

  test('starts Node with flags that it has', () => {
    const entry: readonly string[] = JSON.parse(last('ENTRYPOINT'));
    const flags = entry.filter((word) => word.startsWith('--'));
    expect(flags).toContainEqual(expect.stringMatching(/^--heap-growing-percent=/));
    const run = (args: readonly string[]) =>
      execFileSync(process.execPath, [...args, '--print', '1'], { encoding: 'utf8', stdio: 'pipe' });
    expect(run(flags)).toBe('1\n');
    expect(() => run(['--heap-growing-percentage=50'])).toThrow('bad option');
  });

  test('installs what the lockfile says, ships no development dependency, and fetches nothing else', () => {
    expect(named('RUN').map((run) => run.getArgumentsContent())).toContainEqual(
      expect.stringContaining('npm ci --omit=dev'),
    );
    expect(text).not.toMatch(/^ADD |npm install|curl|wget/m);
  });

  test('finds in its context what the package is made of, and no secret', () => {
    const ignore = readProjectFile('.dockerignore').split('\n');
    expect(ignore).toContain('*');
    const allowed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const isAllowed = (path: string) => allowed.includes(path.split('/')[0] ?? '');
    const copied = /const copied = \[(.*?)\];/s.exec(readProjectFile('scripts/package.ts'))?.[1] ?? '';
    const needed = [...copied.matchAll(/'([^']+)'/g)].map(([, path = '']) => path);
    expect(needed.length).toBeGreaterThan(4);
    for (const path of [
      ...needed,
      'package.json',
      'package-lock.json',
      'scripts/package.ts',
      'scripts/tsconfig.package.json',
      'tsconfig.json',
    ])
      expect({ path, isAllowed: isAllowed(path) }).toEqual({ path, isAllowed: true });
    expect(ignore).toEqual(expect.arrayContaining(['**/.env*', '**/*.pem']));
  });
});

describe('deploy/compose.yaml', () => {
  const compose: Document = parse(readProjectFile('deploy/compose.yaml'));

  test('is as the Compose specification says', () => {
    // Order of keys and names is a matter of taste; what breaks is an error.
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
    const results: Document[] = linter.lintFiles([join(root, 'deploy/compose.yaml')], false);
    expect(results).toHaveLength(1);
    expect(results.flatMap(({ messages }) => messages).filter(({ type }) => type === 'error')).toEqual([]);
  });

  test('confines the server, and leaves its secrets to files and to the environment', () => {
    const { server, migrate, postgres, prometheus, grafana } = compose.services;
    for (const service of [server, migrate, prometheus, grafana])
      expect(service).toMatchObject({
        read_only: true,
        user: expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/),
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    for (const { ports = [] } of Object.values<Document>(compose.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(server.ports).toHaveLength(1);
    expect(postgres.environment.POSTGRES_PASSWORD_FILE).toMatch(/^\/run\/secrets\//);
    expect(grafana.environment.GF_SECURITY_ADMIN_PASSWORD__FILE).toMatch(/^\/run\/secrets\//);
    const texts = Object.values<Document>(compose.services).flatMap(({ environment = {} }) =>
      Object.entries<string>(environment),
    );
    for (const [name, value] of texts.filter(([each]) => /PASSWORD$|_URL$/.test(each)))
      expect(`${name}=${value}`).toMatch(/\$\{(?:OWNER|SERVER)_PASSWORD:\?/);
    expect(Number.parseInt(server.stop_grace_period, 10) * 1_000).toBeGreaterThan(drainTimeoutMs);
  });

  test('migrates as the owner of the tables before it serves as a role that is not', () => {
    const { server, migrate, postgres } = compose.services;
    const userOf = ({ environment }: Document) => /^postgres:\/\/(\w+):/.exec(environment.DATABASE_URL)?.[1];
    expect([userOf(migrate), userOf(server)]).toEqual(['atmos_pro_owner', 'atmos_pro_server']);
    expect(migrate.command.slice(-2)).toEqual(['--runtime-role', userOf(server)]);
    expect(migrate.restart).toBe('no');
    expect(server.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    const roles = readProjectFile('deploy/postgres/roles.sql');
    for (const name of [userOf(server), userOf(migrate)])
      expect(roles).toContain(`create role ${name} login password`);
    for (const [, variable] of roles.matchAll(/^\\getenv \w+ (\w+)$/gm))
      expect(postgres.environment).toHaveProperty(variable ?? '');
    expect(postgres.volumes).toContain('./postgres/roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro');
    // The database is reached by these two only, and reaches nothing.
    expect(compose.networks.database).toEqual({ internal: true });
    const inside = Object.entries<Document>(compose.services).filter(([, { networks }]) =>
      networks.includes('database'),
    );
    expect(inside.map(([name]) => name)).toEqual(['server', 'migrate', 'postgres']);
    expect(postgres.networks).toEqual(['database']);
  });

  test('has Prometheus and Grafana as a profile, which find the server, the alerts and the dashboard', () => {
    const { prometheus, grafana, ...others } = compose.services;
    for (const service of [prometheus, grafana]) expect(service.profiles).toEqual(['monitoring']);
    for (const service of Object.values<Document>(others)) expect(service.profiles).toBeUndefined();
    const mountOf = ({ volumes }: Document, source: string) =>
      volumes.find((volume: string) => volume.startsWith(`${source}:`))?.split(':')[1];
    const scraping: Document = parse(readProjectFile('deploy/prometheus/prometheus.yaml'));
    expect(prometheus.command).toContain(
      `--config.file=${mountOf(prometheus, './prometheus/prometheus.yaml')}`,
    );
    expect(scraping.rule_files).toEqual([mountOf(prometheus, './prometheus/alerts.yaml')]);
    const { metrics }: Document = parse(readProjectFile('deploy/atmos-pro.yaml'));
    expect(scraping.scrape_configs).toEqual([
      { job_name: 'atmos-pro', static_configs: [{ targets: [`server:${metrics.port}`] }] },
    ]);
    expect(compose.services.server.networks).toContain('monitoring');
    const provisioning = (path: string): Document =>
      parse(readProjectFile(`deploy/grafana/provisioning/${path}`));
    const [source] = provisioning('datasources/prometheus.yaml').datasources;
    expect(source).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true });
    expect(source.jsonData.timeInterval).toBe(scraping.global.scrape_interval);
    const [provider] = provisioning('dashboards/atmos-pro.yaml').providers;
    expect(mountOf(grafana, './grafana/dashboard.json')).toMatch(new RegExp(`^${provider.options.path}/`));
    expect(mountOf(grafana, './grafana/provisioning')).toBe('/etc/grafana/provisioning');
  });

  test('mounts a configuration that is valid, and the key where that looks for it', () => {
    const config: Document = parse(readProjectFile('deploy/atmos-pro.yaml'));
    expect(findProblems(validateServerConfig, config)).toEqual([]);
    const [secret] = compose.services.server.secrets;
    expect(config.github.private_key_file).toBe(`/run/secrets/${secret.target}`);
  });
});

describe('deploy/kubernetes', () => {
  const files = projectFiles().filter((file) => /^deploy\/kubernetes\/(?!kustomization).*\.yaml$/.test(file));
  const objects = files.map((file) => parse(readProjectFile(file)) as KubernetesObject);
  const find = (kind: string): Document => objects.find((object) => object.kind === kind);
  const deployment = find('Deployment');
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  test('is as the API takes it, without an unknown key', async () => {
    const broken = structuredClone(deployment);
    broken.spec.template.spec.containers[0].readinessProb = {};
    const wrong = { ...find('Service'), spec: { ports: [{ port: 'eighty' }] } };
    const [said, saidOfBroken] = await Promise.all([
      checkKubernetesObjects(objects),
      checkKubernetesObjects([broken, wrong]),
    ]);
    expect(said).toEqual([]);
    expect(saidOfBroken).toEqual([
      expect.stringContaining('readinessProb'),
      expect.stringMatching(/string.*number/),
    ]);
  });

  test('is listed whole in its kustomization', () => {
    const { resources, images }: Document = parse(readProjectFile('deploy/kubernetes/kustomization.yaml'));
    expect([...resources].sort()).toEqual(
      files.map((file) => file.slice('deploy/kubernetes/'.length)).sort(),
    );
    expect(images[0].name).toBe(container.image);
  });

  test('keeps to the restricted pod security standard, on a read-only file system', () => {
    expect(find('Namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC).toBeUndefined();
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });

  test('holds no secret, only where they are', () => {
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
    for (const { valueFrom } of container.env) expect(valueFrom).toEqual({ secretKeyRef: expect.anything() });
  });

  test('asks the server’s own routes whether it lives and is ready', () => {
    const { paths }: Document = JSON.parse(readProjectFile('schemas/openapi.json'));
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(paths).toHaveProperty([container[probe].httpGet.path]);
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    // A database outage must not restart it.
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
  });

  test('has a valid configuration, whose ports and files are those of the pod', () => {
    const config: Document = parse(find('ConfigMap').data['atmos-pro.yaml']);
    expect(findProblems(validateServerConfig, config)).toEqual([]);
    const ports = Object.fromEntries(
      container.ports.map(({ name, containerPort }: Document) => [name, containerPort]),
    );
    expect(ports).toEqual({ http: config.listen.port, metrics: config.metrics.port });
    expect(config.listen.host).toBe('0.0.0.0');
    const key = container.volumeMounts.find(({ name }: Document) => name === 'github-app');
    expect(config.github.private_key_file).toMatch(new RegExp(`^${key.mountPath}/`));
  });

  test('selects the same pods everywhere, keeps two of three, and gives them time to drain', () => {
    const labels = deployment.spec.template.metadata.labels;
    const selectors = [
      deployment.spec.selector.matchLabels,
      find('Service').spec.selector,
      find('PodDisruptionBudget').spec.selector.matchLabels,
      find('NetworkPolicy').spec.podSelector.matchLabels,
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector);
    expect(deployment.spec.replicas).toBe(3);
    expect(find('PodDisruptionBudget').spec.minAvailable).toBe(2);
    const drain = container.lifecycle.preStop.sleep.seconds * 1_000 + drainTimeoutMs;
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(drain);
  });

  test('allows no traffic but what it needs', () => {
    const { spec } = find('NetworkPolicy');
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    for (const rule of [...spec.ingress, ...spec.egress]) {
      expect(rule.ports.length).toBeGreaterThan(0);
      expect((rule.from ?? rule.to).length).toBeGreaterThan(0);
    }
  });
});
