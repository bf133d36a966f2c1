/** From a change to a page that shows it, on three replicas: a lock that one of them grants, watched at each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type PageBrowser, startPageScene } from '../../test/support/page-scene.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const replicas = 3;
const changes = 60;

interface Watcher {
  /** Resolves with the moment at which a page that was asked for after an event shows the lock. */
  see(path: string): Promise<number>;
  end(): void;
}

/** Does what the script of the pages does: waits for an event, and asks for the page again. */
async function watch(browser: PageBrowser): Promise<Watcher> {
  const events = await browser.get('/w/ws_acme/events?topics=lock');
  if (events.status !== 200 || events.body === null) throw new Error(await events.text());
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
  let notify = () => {};
  void (async () => {
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      if (done) return;
      if (value?.includes('event: change')) notify();
    }
  })();
  return {
    see: (path) =>
      new Promise((resolve, reject) => {
        notify = () => {
          void (async () => {
            const page = await browser.get(`/w/ws_acme/locks?prefix=${path}`);
            if ((await page.text()).includes(`id="lock-1001-${path}"`)) resolve(performance.now());
          })().catch(reject);
        };
      }),
    end: () => void reader.cancel(),
  };
}

export const liveUpdate: Section = {
  name: 'live-update',
  async measure() {
    await using scene = await startPageScene({ replicas, store: 'postgres' });
    const browser = await scene.signIn('mona');
    const watchers = [];
    // The balancer sends each request to the next replica.
    for (let index = 0; index < replicas; index += 1) watchers.push(await watch(browser));
    const sample: number[] = [];
    for (let index = 0; index < changes; index += 1) {
      const path = `live/${index}`;
      const seen = watchers.map((watcher) => watcher.see(path));
      await scene.takeLocks([path]);
      const changed = performance.now();
      for (const at of await Promise.all(seen)) sample.push(Math.max(0, at - changed));
      // Not in step with the questions of the replicas.
      await sleep(100 + Math.random() * 1_000);
    }
    for (const watcher of watchers) watcher.end();
    const { median, p99 } = summarize(sample);
    return {
      title: `From a change to a page that shows it, on ${replicas} replicas`,
      method: `${changes} locks are taken one after the other. An open page at each replica waits for an event and then reads the page, as the script of the pages does; without the time that a browser draws. Replicas and client are one process, on PostgreSQL.`,
      rows: [{ 'median, ms': Math.round(median), 'p99, ms': Math.round(p99) }],
      targets: [{ what: 'visible, p99', limit: 2, measured: p99 / 1_000, unit: 's' }],
    };
  },
};
