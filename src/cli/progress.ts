/** Shows on a terminal that a command is still working. Writes to standard error, and nothing if that is not a terminal. */

/** How long work may take before anything is shown, and then between two updates, in milliseconds. */
const progressPauseMs = 1_000;
const clearLine = '\r\u001b[K';

export interface ProgressOptions {
  readonly stream?: ProgressStream | undefined;
  /** The work blocks this process, so that no timer fires: the text is shown at once. */
  readonly isBlocking?: boolean | undefined;
}

/** The part of `process.stderr` that is used. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export interface Progress {
  /** Changes the text from the next update on. */
  say(text: string): void;
  /** Removes the line, so that a result can be printed. It comes back with the next update. */
  clear(): void;
}

/**
 * Runs `work` and returns its result. If it takes longer than a second, `text` and the elapsed seconds are shown on a line
 * that is removed at the end.
 */
export async function withProgress<Value>(
  text: string,
  work: (progress: Progress) => Promise<Value>,
  { stream = process.stderr, isBlocking = false }: ProgressOptions = {},
): Promise<Value> {
  if (stream.isTTY !== true) return work({ say: () => {}, clear: () => {} });
  const startedAt = performance.now();
  let current = text;
  let isShown = false;
  const clear = () => {
    if (isShown) stream.write(clearLine);
    isShown = false;
  };
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    stream.write(`${clearLine}${current} … ${seconds} s`);
    isShown = true;
  }, progressPauseMs);
  timer.unref();
  if (isBlocking) {
    stream.write(`${current} …`);
    isShown = true;
  }
  try {
    return await work({
      say: (next) => {
        current = next;
      },
      clear,
    });
  } finally {
    clearInterval(timer);
    clear();
  }
}
