/** The pace at which the App writes comments, per installation and shared by all replicas. GitHub allows 80 a minute and 500 an hour. */
import type { OpenedDatabase } from '../database/open.ts';
import { type Bucket, type BucketVerdict, calmBucket, takeTokens } from '../work/token-bucket.ts';

/** At most 60 in a minute: one a second, and a little less. */
const everySecond: Bucket = { name: 'content-second', intervalMs: 1_020, burst: 1 };
/** At most 400 in an hour: 100 at once and then 300. */
const everyHour: Bucket = { name: 'content-hour', intervalMs: 12_000, burst: 100 };
/** Progress leaves this many of them to what is final. */
const keptForFinal = 50;

export interface ContentPace {
  /** `isFinal`: nothing of it will change soon. */
  take(installationId: number, isFinal: boolean): Promise<BucketVerdict>;
  /** GitHub has asked for calm. */
  calm(installationId: number, calmMs: number): Promise<void>;
}

export function createContentPace({ db, dialect }: OpenedDatabase): ContentPace {
  return {
    take: (installationId, isFinal) => {
      const hourly = isFinal ? everyHour : { ...everyHour, burst: everyHour.burst - keptForFinal };
      return db
        .transaction()
        .execute((trx) => takeTokens(trx, dialect, { installationId, buckets: [everySecond, hourly] }));
    },
    calm: (installationId, calmMs) =>
      db
        .transaction()
        .execute((trx) => calmBucket(trx, dialect, { installationId, bucket: everySecond.name, calmMs })),
  };
}
