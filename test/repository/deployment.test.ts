/** What `deploy/` offers is valid by the published schemas, confined, and about the server that is here. */
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
    const { server, postgres } = compose.services;
    expect(server).toMatchObject({
      read_only: true,
      user: expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/),
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      depends_on: { postgres: { condition: 'service_healthy' } },
    });
    expect(server.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(server.environment.DATABASE_URL).toMatch(/^\$\{DATABASE_URL:\?/);
    expect(postgres.environment.POSTGRES_PASSWORD_FILE).toMatch(/^\/run\/secrets\//);
    expect(Number.parseInt(server.stop_grace_period, 10) * 1_000).toBeGreaterThan(drainTimeoutMs);
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
