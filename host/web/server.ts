/**
 * The browser shell's web host. It listens on the loopback address alone. The address holds a secret made at every start, and both
 * pages and the WebSocket lie below it: who does not know it gets nothing. The Host header must name the loopback address, so a
 * foreign name that was pointed at it (DNS rebinding) gets nothing either, and the WebSocket is opened from these pages only.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import { socketChannel } from '../../engine/wire/channel.ts';
import { UserError } from '../../engine/problems.ts';
import { sentId } from '../../engine/protocol.ts';
import type { Host } from '../host.ts';
import { contentSecurityPolicy, SAFE_HEADERS } from './headers.ts';
import { readPage } from './pages.ts';

/** The largest document there may be, as JSON text, and some. */
const LARGEST_MESSAGE = 160 << 20;

export interface WebHostOptions {
  /** The folder of the built pages. */
  readonly pages: string;
  /** Tried first; where it is taken, the system chooses. 0 lets the system choose. */
  readonly port: number;
  readonly host: Pick<Host, 'attach' | 'receive'>;
}

export interface WebHost {
  /** With the secret. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startWebHost({ pages, port, host: served }: WebHostOptions): Promise<WebHost> {
  const secret = randomBytes(24).toString('base64url');
  const app = new Hono();
  const server = await listen(app, port);
  const chosen = (server.address() as AddressInfo).port;
  const hosts = [`127.0.0.1:${chosen}`, `localhost:${chosen}`];
  const isFromHere = (origin: string | undefined) => hosts.some((name) => origin === `http://${name}`);
  const policy = contentSecurityPolicy(hosts.map((host) => `ws://${host}`));

  app.use(async (c, next) => {
    const known = hosts.includes(c.req.header('host') ?? '');
    if (known) await next();
    else c.res = c.text('This address belongs to Layerloom on this computer.', 403);
    for (const [name, value] of Object.entries(SAFE_HEADERS)) c.res.headers.set(name, value);
    c.res.headers.set('content-security-policy', policy);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  const withoutSecret = (c: Context) =>
    c.text(
      'Open the address that Layerloom printed when it started. It ends in a secret that is new at every start.',
      403,
    );
  app.post('/:secret/sent/:id', async (c) => {
    const { secret: given, id } = c.req.param();
    if (!sameText(given, secret) || !isFromHere(c.req.header('origin'))) return withoutSecret(c);
    if (!sentId.safeParse(id).success) return c.text('There is no such name.', 400);
    try {
      await served.receive(id, c.req.raw.body ?? []);
      return c.body(null, 204);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.json(error.problems, 507);
    }
  });
  app.get('*', async (c) => {
    const [, given = '', rest] = /^\/([^/]*)(?:\/(.*))?$/.exec(c.req.path) ?? [];
    if (!sameText(given, secret)) return withoutSecret(c);
    if (rest === undefined) return c.redirect(`/${secret}/`);
    const page = await readPage(pages, rest);
    if (!page) return c.text('There is no such page.', 404);
    return c.body(page.body, 200, {
      'content-type': page.type,
      'cache-control': page.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  });
  app.all('*', (c) => c.text('Pages are read here, nothing else.', 405));

  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers;
    const known = hosts.includes(host ?? '') && isFromHere(origin) && sameText(request.url ?? '', `/${secret}/ws`);
    if (!known) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      // a broken line ends in 'close' as well
      opened.on('error', () => {});
      served.attach(socketChannel(opened));
    });
  });

  return {
    url: `http://127.0.0.1:${chosen}/${secret}/`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(server)) as Server;
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(app, 0));
      else reject(error);
    });
  });
}

/** Whether two texts are the same, in a time that does not say where they differ. */
function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
