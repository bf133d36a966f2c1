/** Requests that were answered while their body still came: whatever becomes of the rest, there is no second answer. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const answered = new WeakSet<Socket>();

/** The request has been refused, or is about to be, and its body is not at its end. */
export function noteEarlyAnswer(request: IncomingMessage): void {
  const { socket } = request;
  answered.add(socket);
  request.once('end', () => answered.delete(socket));
}

/** Whether what arrives on the connection belongs to such a request. */
export function hasEarlyAnswer(socket: Socket): boolean {
  return answered.has(socket);
}
