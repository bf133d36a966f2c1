/**
 * The objects of the Helm chart are those of deploy/kubernetes. Without Helm, the tests that render it are skipped, and its
 * templates are compared line by line.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { isRecord } from '../../src/base/text.ts';
import { chart, chartTemplates, type Document, exampleValues, mergeValues } from '../support/helm-chart.ts';
import { blocksOf, blockWith } from '../support/page-blocks.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';
import { hasTool } from '../support/tools.ts';
import { checkKubernetesObjects, type KubernetesObject } from './kubernetes-types.ts';

const example = exampleValues();

test('each line of deploy/kubernetes is in the chart, but for names, labels and what is a value', () => {
  /** A line of the manifests that the chart writes in another way. */
  const otherwise = [
    /^(?:name|namespace|serviceAccountName|secretName|key): /,
    /^- name: atmos-pro$/,
    /^app\.kubernetes\.io\/name: atmos-pro$/,
    /^(?:image|replicas|minAvailable|args|containerPort): /,
    /^(?:requests|limits): /,
    /^- (?:namespaceSelector|ipBlock):$|^(?:matchLabels:|kubernetes\.io\/metadata\.name: |cidr: |except: |port: 5432)/,
  ];
  const lines = (text: string) => text.split('\n').map((line) => line.trim());
  const known = new Set(lines(chartTemplates()));
  const files = ['deployment', 'service', 'pod-disruption-budget', 'network-policy', 'service-account'];
  for (const file of files) {
    const manifest = lines(readProjectFile(`deploy/kubernetes/${file}.yaml`)).filter(
      (line) => line !== '' && !line.startsWith('#'),
    );
    expect(manifest.length).toBeGreaterThan(5);
    const missing = manifest.filter(
      (line) => !known.has(line) && !otherwise.some((pattern) => pattern.test(line)),
    );
    expect({ file, missing }).toEqual({ file, missing: [] });
  }
});

/** A release with these values in addition to those of the example. */
function render(change: Document = {}, release = 'atmos-pro'): readonly Document[] {
  const args = ['template', release, join(root, chart), '--namespace', 'atmos-pro', '--values', '-'];
  const { status, stdout, stderr } = spawnSync('helm', [...args, '--kube-version', '1.30.0'], {
    encoding: 'utf8',
    input: JSON.stringify(mergeValues(example, change)),
  });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}

const find = (objects: readonly Document[], kind: string, name?: string): Document =>
  objects.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name));

// Helm is a Go program, and no npm package has it. GitHub's runners have it.
const describeWithHelm = hasTool('helm') ? describe : describe.skip;

describeWithHelm('helm template', () => {
  const everything = {
    migration: { existingSecret: 'atmos-pro-owner' },
    config: { audit: { retention_days: 90 } },
    ingress: { enabled: true, className: 'nginx', tlsSecret: 'tls', annotations: { a: 'b' } },
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, runbookUrl: 'https://git.example/acme/docs/alerts.md' },
    env: { HTTPS_PROXY: 'http://proxy.example:3128' },
    secretEnv: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: { secret: 'hook', key: 'secret' } },
    mounts: [{ name: 'ca', mountPath: '/etc/ca', configMap: 'ca' }],
    image: { digest: `sha256:${'a'.repeat(64)}`, pullSecrets: ['registry'] },
    tolerations: [{ key: 'a', operator: 'Exists' }],
    nodeSelector: { disk: 'ssd' },
    podAnnotations: { team: 'platform' },
  };

  test('makes the objects of deploy/kubernetes', () => {
    const objects = render();
    const files = projectFiles().filter((file) => /^deploy\/kubernetes\/(?!kustom|name).*\.yaml$/.test(file));
    const manifests: Document[] = files.map((file) => parse(readProjectFile(file)));
    const { images }: Document = parse(readProjectFile('deploy/kubernetes/kustomization.yaml'));
    const isLabelled = new Set(['labels', 'matchLabels', 'selector', 'annotations', 'imagePullPolicy']);
    /** Without labels, and what selects by labels of its own. */
    const bare = (value: Document): Document => {
      if (Array.isArray(value)) return value.map(bare);
      if (!isRecord(value)) return value;
      const kept = Object.entries(value).filter(([key]) => !isLabelled.has(key));
      return Object.fromEntries(kept.map(([key, each]) => [key, bare(each)]));
    };
    expect(objects.map(({ kind }) => kind).sort()).toEqual(manifests.map(({ kind }) => kind).sort());
    for (const manifest of manifests) {
      const object = bare(find(objects, manifest.kind));
      if (manifest.kind === 'ConfigMap') {
        for (const each of [object, manifest])
          each.data['atmos-pro.yaml'] = parse(each.data['atmos-pro.yaml']);
      }
      if (manifest.kind === 'Deployment')
        manifest.spec.template.spec.containers[0].image = `${images[0].newName}:${images[0].newTag}`;
      expect(object).toEqual(bare(manifest));
    }
  });

  test('makes objects as the API takes them, each in its namespace', async () => {
    const objects = render(everything, 'prod');
    const builtIn = objects.filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'));
    expect(objects.length - builtIn.length).toBe(2);
    expect(await checkKubernetesObjects(builtIn as KubernetesObject[])).toEqual([]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['atmos-pro']));
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { metadata } of objects) expect(metadata.name).toMatch(/^prod-atmos-pro(?:-[a-z-]+)?$/);
  });

  test('confines every pod, gives it no token, and reads secrets by reference only', () => {
    const objects = render(everything);
    const pods = [
      find(objects, 'Deployment').spec.template.spec,
      find(objects, 'Job').spec.template.spec,
      find(objects, 'CronJob').spec.jobTemplate.spec.template.spec,
    ];
    for (const pod of pods) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        imagePullSecrets: [{ name: 'registry' }],
      });
      for (const container of pod.containers) {
        expect(container.image).toMatch(/^images\.example\.com\/atmos-pro@sha256:a{64}$/);
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        for (const { name, value } of container.env)
          if (value !== undefined) expect(name).toBe('HTTPS_PROXY');
      }
    }
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
  });

  test('migrates as the owner before it serves as another role, which alone the server gets', () => {
    const objects = render(everything);
    const job = find(objects, 'Job');
    const config = find(objects, 'ConfigMap', job.metadata.name);
    expect(job.metadata.annotations['helm.sh/hook']).toBe('pre-install,pre-upgrade');
    expect(Number(config.metadata.annotations['helm.sh/hook-weight'])).toBeLessThan(
      Number(job.metadata.annotations['helm.sh/hook-weight']),
    );
    const [migrate] = job.spec.template.spec.containers;
    expect(migrate.args.slice(-2)).toEqual(['--runtime-role', 'atmos_pro_server']);
    const secretOf = ({ env }: Document) =>
      env.find(({ name }: Document) => name === 'DATABASE_URL').valueFrom.secretKeyRef.name;
    const [server] = find(objects, 'Deployment').spec.template.spec.containers;
    expect([secretOf(migrate), secretOf(server)]).toEqual(['atmos-pro-owner', 'atmos-pro-database']);
    const [prune] = find(objects, 'CronJob').spec.jobTemplate.spec.template.spec.containers;
    expect([prune.args.slice(0, 2), secretOf(prune)]).toEqual([['audit', 'prune'], 'atmos-pro-owner']);
    // Requests are sent to the server's pods only.
    const service = find(objects, 'Service', 'atmos-pro').spec.selector;
    expect(job.spec.template.metadata.labels).not.toMatchObject(service);
    expect(find(objects, 'Deployment').spec.template.metadata.labels).toMatchObject(service);
    const covered = find(objects, 'NetworkPolicy').spec.podSelector.matchLabels;
    expect(job.spec.template.metadata.labels).toMatchObject(covered);
    const kept = render({ migration: { existingSecret: 'atmos-pro-owner' } });
    expect(find(kept, 'CronJob')).toBeUndefined();
  });

  test('scrapes as the job of the alerts, and links each to its section', () => {
    const objects = render(everything);
    const monitor = find(objects, 'ServiceMonitor');
    const metrics = find(objects, 'Service', 'atmos-pro-metrics');
    expect(metrics.metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
    expect(metrics.metadata.labels[monitor.spec.jobLabel]).toBe('atmos-pro');
    expect(find(objects, 'Service', 'atmos-pro').metadata.labels).not.toMatchObject(
      monitor.spec.selector.matchLabels,
    );
    const links = (rule: Document): string[] =>
      rule.spec.groups.flatMap(({ rules }: Document) =>
        rules.map(({ annotations }: Document) => annotations.runbook_url),
      );
    const { groups }: Document = parse(readProjectFile('deploy/prometheus/alerts.yaml'));
    const rule = find(objects, 'PrometheusRule');
    expect(links(rule)).toEqual(
      links({ spec: { groups } }).map((link) =>
        link.replace('docs/alerts.md', everything.prometheusRule.runbookUrl),
      ),
    );
    const plain = find(render({ prometheusRule: { enabled: true } }), 'PrometheusRule');
    expect(plain.spec.groups).toEqual(groups);
  });

  test('keeps every digit of an id', () => {
    const ids = { config: { github: { app_id: 1_234_567_890 } } };
    const config: Document = parse(find(render(ids), 'ConfigMap').data['atmos-pro.yaml']);
    expect(config.github.app_id).toBe(1_234_567_890);
  });

  test('replaces the pods when the configuration changes', () => {
    const sum = (change: Document) =>
      find(render(change), 'Deployment').spec.template.metadata.annotations['checksum/config'];
    expect(sum({})).toMatch(/^[0-9a-f]{64}$/);
    expect(sum({ config: { clock_tolerance_seconds: 10 } })).not.toBe(sum({}));
    expect(sum({ replicas: 2 })).toBe(sum({}));
  });

  test('a single replica can be drained', () => {
    expect(find(render({ replicas: 1 }), 'PodDisruptionBudget')).toBeUndefined();
  });

  test('fails for values that are not valid, and says which', () => {
    expect(() => render({ networkPolicy: { database: [] } })).toThrow('/networkPolicy/database');
  });

  test('installs as docs/kubernetes.md says', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atmos-helm-'));
    try {
      symlinkSync(join(root, 'deploy'), join(folder, 'deploy'));
      writeFileSync(join(folder, 'values.yaml'), blocksOf('docs/kubernetes.md', 'yaml')[0] ?? '');
      // There is no cluster: the same command, rendered.
      const command = blockWith('docs/kubernetes.md', 'helm upgrade')
        .replace('helm upgrade --install', 'helm template')
        .replace(' --wait', ' --kube-version 1.30.0');
      const { status, stdout } = spawnSync('sh', ['-ec', command], { cwd: folder, encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('kind: Deployment') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('finds no fault with the chart', () => {
    const args = ['lint', '--strict', join(root, chart), '--values', '-', '--kube-version', '1.30.0'];
    const { status, stdout } = spawnSync('helm', args, { encoding: 'utf8', input: JSON.stringify(example) });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('0 chart(s) failed') });
  });
});
