/**
 * Works on the requests of a connection one after the other. Answers leave in that order anyway (RFC 9112, 9.3.2); without this Node
 * hands over at once whatever a client has sent, and a few clients that pipeline keep everybody else waiting.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PipelineLimits {
  /** Most requests of a connection that wait for the one before them. */
  readonly perConnection: number;
  /** The same over all connections. */
  readonly total: number;
}

interface Pipeline {
  isBusy: boolean;
  readonly waiting: { readonly request: IncomingMessage; readonly response: ServerResponse }[];
}

/** `onOverflow` is called for each connection that is closed because it sent more than may wait. */
export function handleInTurn(handle: Handler, limits: PipelineLimits, onOverflow: () => void): Handler {
  const pipelines = new WeakMap<Socket, Pipeline>();
  let total = 0;

  function drop({ waiting }: Pipeline): void {
    total -= waiting.length;
    waiting.length = 0;
  }

  function createPipeline(socket: Socket): Pipeline {
    const pipeline: Pipeline = { isBusy: false, waiting: [] };
    pipelines.set(socket, pipeline);
    // Node resumes reading after each request by itself. Its input would wait in memory.
    socket.on('resume', () => {
      if (pipeline.waiting.length > 0) socket.pause();
    });
    socket.once('close', () => drop(pipeline));
    return pipeline;
  }

  function begin(pipeline: Pipeline, request: IncomingMessage, response: ServerResponse): void {
    pipeline.isBusy = true;
    response.once('close', () => {
      // Other connections have their turn before the next request of this one.
      if (pipeline.waiting.length > 0) setImmediate(continueWith, pipeline, request.socket);
      else pipeline.isBusy = false;
    });
    handle(request, response);
  }

  function continueWith(pipeline: Pipeline, socket: Socket): void {
    pipeline.isBusy = false;
    // The answer before it ended the connection: what follows is not read.
    if (!socket.writable) drop(pipeline);
    const next = pipeline.waiting.shift();
    if (next === undefined) return;
    total -= 1;
    if (pipeline.waiting.length === 0) socket.resume();
    begin(pipeline, next.request, next.response);
  }

  return (request, response) => {
    const { socket } = request;
    const pipeline = pipelines.get(socket) ?? createPipeline(socket);
    if (!pipeline.isBusy) {
      begin(pipeline, request, response);
      return;
    }
    // One read may hold more requests than were allowed before the connection was closed.
    if (socket.destroyed) return;
    if (pipeline.waiting.length >= limits.perConnection || total >= limits.total) {
      onOverflow();
      socket.destroy();
      return;
    }
    total += 1;
    pipeline.waiting.push({ request, response });
    socket.pause();
  };
}
