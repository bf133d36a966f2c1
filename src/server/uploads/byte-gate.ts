/** Lets in as many bytes of bodies as memory is meant for; the rest waits its turn, in order. */

export interface ByteGate {
  /** Resolves with what gives the bytes back, once; `undefined` when the turn did not come in time. */
  enter(bytes: number): Promise<(() => void) | undefined>;
}

interface Waiting {
  readonly bytes: number;
  enter(): void;
}

export interface ByteGateOptions {
  /** A body above it waits for an empty house. */
  readonly capacity: number;
  /** In milliseconds. */
  readonly maxWaitMs: number;
}

export function createByteGate({ capacity, maxWaitMs }: ByteGateOptions): ByteGate {
  const queue: Waiting[] = [];
  let inside = 0;

  function hasRoom(bytes: number): boolean {
    return inside === 0 || inside + bytes <= capacity;
  }
  function admitNext(): void {
    for (let next = queue[0]; next !== undefined && hasRoom(next.bytes); next = queue[0]) {
      queue.shift();
      next.enter();
    }
  }
  function occupy(bytes: number): () => void {
    inside += bytes;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= bytes;
      admitNext();
    };
  }

  return {
    enter(bytes) {
      if (queue.length === 0 && hasRoom(bytes)) return Promise.resolve(occupy(bytes));
      return new Promise((resolve) => {
        const waiting: Waiting = {
          bytes,
          enter() {
            clearTimeout(timer);
            resolve(occupy(bytes));
          },
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          resolve(undefined);
          admitNext();
        }, maxWaitMs);
        queue.push(waiting);
      });
    },
  };
}
