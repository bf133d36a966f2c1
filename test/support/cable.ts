/**
 * A TCP connection to a server that can be unplugged and plugged in again, on the same port:
 *
 *     await using cable = await layCable({ path: '/run/postgresql/.s.PGSQL.5432' });
 *     cable.port; cable.unplug(); cable.plug();
 */
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

export interface Cable extends AsyncDisposable {
  readonly port: number;
  /** Cuts what is connected; further connections are cut as well. */
  unplug(): void;
  plug(): void;
}

export async function layCable(target: NetConnectOpts): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isPlugged = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    if (!isPlugged) {
      near.destroy();
      return;
    }
    const far = connect(target);
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    unplug() {
      isPlugged = false;
      cut();
    },
    plug() {
      isPlugged = true;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
