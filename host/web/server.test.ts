import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { problem, UserError } from '../../engine/problems.ts';
import type { Channel } from '../../engine/wire/channel.ts';
import type { Bytes } from '../sent.ts';
import { openCommand, wantsBrowser } from './browser.ts';
import { startWebHost, type WebHost } from './server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'loom-web-'));
const pages = path.join(folder, 'renderer');
const attached: Channel[] = [];
const sent = new Map<string, string>();
const host = {
  attach: (channel: Channel) => void attached.push(channel),
  async receive(id: string, bytes: Bytes) {
    if (id.startsWith('f')) throw new UserError(problem('sent-too-large', { most: 2 }));
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    sent.set(id, Buffer.concat(parts).toString());
  },
};
let web: WebHost;
let address: URL;
let secret: string;

beforeAll(async () => {
  mkdirSync(path.join(pages, 'assets'), { recursive: true });
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Layerloom</title>');
  writeFileSync(path.join(pages, 'assets', 'app-1a2b.js'), 'export {}');
  writeFileSync(path.join(pages, 'assets', 'kernel.wasm'), Buffer.of(0, 97, 115, 109));
  writeFileSync(path.join(pages, '.hidden.js'), 'not for pages');
  writeFileSync(path.join(folder, 'outside.js'), 'not for pages');
  web = await startWebHost({ pages, port: 0, host });
  address = new URL(web.url);
  secret = address.pathname.split('/')[1]!;
});
afterAll(async () => {
  await web.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** The path goes out as it is written, not tidied up as a browser would. */
function get(
  path: string,
  {
    headers = {},
    method = 'GET',
    body: given = '',
  }: { headers?: Record<string, string>; method?: string; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: address.port, path, method, headers }, (response) => {
      let body = '';
      response
        .on('data', (part: Buffer) => (body += part.toString('latin1')))
        .on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end(given);
  });
}

describe('pages', () => {
  it('are served below the secret, with their types, a strict policy and lasting names kept', async () => {
    const page = await get(`/${secret}/`);
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Layerloom</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect((await get(`/${secret}/?theme=dark`)).status).toBe(200);
    expect((await get(`/${secret}/assets/app-1a2b.js`)).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await get(`/${secret}/assets/kernel.wasm`)).headers).toMatchObject({ 'content-type': 'application/wasm' });
    expect(await get(`/${secret}`)).toMatchObject({ status: 302, headers: { location: `/${secret}/` } });
  });

  it('are not served to who does not know the secret', async () => {
    for (const path of [
      '/',
      '/index.html',
      '/assets/app-1a2b.js',
      `/${secret.slice(0, -1)}/`,
      `/${secret}x/`,
      '//',
      `/x/${secret}/`,
    ]) {
      const { status, body } = await get(path);
      expect([path, status]).toEqual([path, 403]);
      expect(body).not.toContain(secret);
      expect(body).not.toContain('doctype');
    }
  });

  it('are not served under a foreign name, however it came to point here', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${address.port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${address.port}`,
      `localhost:1`,
    ])
      expect([host, (await get(`/${secret}/`, { headers: { host } })).status]).toEqual([host, 403]);
    expect((await get(`/${secret}/`, { headers: { host: `localhost:${address.port}` } })).status).toBe(200);
  });

  it('do not reach what is outside, hidden or a folder', async () => {
    const paths = [
      '../outside.js',
      '..%2foutside.js',
      '%2e%2e/outside.js',
      '%252e%252e%252foutside.js',
      '..\\outside.js',
      '..%5coutside.js',
      'assets/../../outside.js',
      'assets/%2e%2e/%2e%2e/outside.js',
      '/etc/hosts',
      `${path.join(folder, 'outside.js')}`,
      '.hidden.js',
      'assets',
      'assets/',
      '%00.js',
      '%',
      'index.html/',
      'missing.js',
    ];
    for (const path of paths) {
      const { status, body } = await get(`/${secret}/${path}`);
      expect([path, status >= 400 && status < 500, body.includes('not for pages')]).toEqual([path, true, false]);
    }
  });

  it('are read only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await get(`/${secret}/`, { method })).status).toBe(405);
  });
});

describe('the WebSocket', () => {
  const open = (at: string, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${address.port}${at}`, { headers });
      socket.on('open', () => {
        resolve('open');
        socket.close();
      });
      socket.on('error', (error) => resolve(error.message));
    });
  const refused = 'Unexpected server response: 403';

  it('is opened by our own pages with the secret', async () => {
    expect(await open(`/${secret}/ws`, { origin: address.origin })).toBe('open');
    expect(attached).toHaveLength(1);
  });

  it('is refused to others', async () => {
    const before = attached.length;
    const ours = { origin: address.origin };
    expect(await open('/wrong/ws', ours)).toBe(refused);
    expect(await open('/ws', ours)).toBe(refused);
    expect(await open(`/${secret}/ws`, {})).toBe(refused);
    expect(await open(`/${secret}/ws`, { origin: 'http://evil.example' })).toBe(refused);
    expect(await open(`/${secret}/ws`, { origin: 'null' })).toBe(refused);
    expect(await open(`/${secret}/ws`, { origin: `https://127.0.0.1:${address.port}` })).toBe(refused);
    expect(await open(`/${secret}/ws`, { ...ours, host: `evil.example:${address.port}` })).toBe(refused);
    expect(attached).toHaveLength(before);
  });
});

describe('what a page sends beside its line', () => {
  const id = '0123456789abcdef';
  const post = (at: string, headers: Record<string, string> = { origin: address.origin }) =>
    get(at, { method: 'POST', headers, body: 'three bytes' });

  it('goes to the host under its name', async () => {
    expect(await post(`/${secret}/sent/${id}`)).toMatchObject({ status: 204, body: '' });
    expect(
      await post(`/${secret}/sent/${id}a`, { origin: address.origin, 'transfer-encoding': 'chunked' }),
    ).toMatchObject({ status: 204 });
    expect([...sent]).toEqual([
      [id, 'three bytes'],
      [`${id}a`, 'three bytes'],
    ]);
  });

  it('is refused as a problem where the host cannot take it', async () => {
    const { status, body } = await post(`/${secret}/sent/f${id}`);
    expect([status, JSON.parse(body)]).toEqual([507, [problem('sent-too-large', { most: 2 })]]);
  });

  it('is refused to others, and under other names', async () => {
    const before = sent.size;
    expect((await post(`/wrong/sent/${id}`)).status).toBe(403);
    expect((await post(`/${secret}/sent/${id}`, {})).status).toBe(403);
    expect((await post(`/${secret}/sent/${id}`, { origin: 'http://evil.example' })).status).toBe(403);
    for (const name of ['x', '..%2f..%2fdata', `${id}%00`, id.toUpperCase()])
      expect([name, (await post(`/${secret}/sent/${name}`)).status]).toEqual([name, 400]);
    expect(sent.size).toBe(before);
  });
});

it('a taken port is answered with another', async () => {
  const second = await startWebHost({ pages, port: Number(address.port), host });
  expect(new URL(second.url).port).not.toBe(address.port);
  expect(new URL(second.url).pathname).not.toBe(address.pathname);
  await second.close();
});

it('the browser is opened by each system in its way, and where nobody minds', () => {
  expect(openCommand('linux', 'http://x/')).toEqual(['xdg-open', 'http://x/']);
  expect(openCommand('darwin', 'http://x/')).toEqual(['open', 'http://x/']);
  expect(openCommand('win32', 'http://x/?a&b')).toEqual(['rundll32', 'url.dll,FileProtocolHandler', 'http://x/?a&b']);
  expect([
    wantsBrowser({}),
    wantsBrowser({ CI: '1' }),
    wantsBrowser({ BROWSER: 'none' }),
    wantsBrowser({ BROWSER: 'firefox' }),
  ]).toEqual([true, false, false, true]);
});
