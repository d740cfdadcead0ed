import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { socketChannel } from './channel.ts';
import { PORT_MESSAGE } from './handover.ts';
import { connectHost, type Page } from './page.ts';

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

it('a page speaks over a WebSocket beside its own address, with typed arrays as they are', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  ends.push(() => server.close());
  let asked = '';
  server.on('connection', (socket, request) => {
    asked = request.url!;
    const channel = socketChannel(socket as never);
    channel.listen({
      message: (message) =>
        message.kind === 'call' && channel.send({ kind: 'answer', id: message.id, result: message.args }),
      closed() {},
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const host = connectHost({
    location: { href: `http://127.0.0.1:${port}/secret/?theme=dark#top` },
    WebSocket: WebSocket as never,
    addEventListener() {},
  });
  ends.push(() => host.close());
  const inputs = { x: { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, 2) } };
  expect(await host.call('model.predict', { run: 'r', inputs })).toEqual({ run: 'r', inputs });
  expect(asked).toBe('/secret/ws');
});

it('in the desktop shell a page speaks over the port that the preload hands it, and over no other', async () => {
  const { port1, port2 } = new MessageChannel();
  let hear: (event: { data: unknown; source: unknown; ports: readonly unknown[] }) => void;
  const page = {
    location: { href: 'app://layerloom/index.html' },
    WebSocket: WebSocket as never,
    addEventListener: (_: 'message', listener: never) => void (hear = listener),
    layerloom: {
      speak() {},
      pathOf: () => '',
      showKeys() {},
      onClosing() {},
      connect() {
        hear({ data: PORT_MESSAGE, source: 'a frame of another origin', ports: [new MessageChannel().port1] });
        hear({ data: PORT_MESSAGE, source: page, ports: [port1] });
      },
    },
  } as Page & { layerloom: NonNullable<Page['layerloom']> };
  port2.addEventListener('message', (event) =>
    port2.postMessage({ kind: 'answer', id: (event as unknown as { data: { id: number } }).data.id, result: ['here'] }),
  );
  port2.start();
  const host = connectHost(page);
  ends.push(
    () => host.close(),
    () => port2.close(),
  );
  expect(await host.call('files.recent', {})).toEqual(['here']);
});
