/** The browser is opened without the secret of the address in what it is started with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { until } from '../../test/until.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'loom-browser-'));
const at = (...parts: string[]) => path.join(folder, ...parts);
let host: ChildProcess | undefined;
afterAll(() => {
  host?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(process.platform !== 'linux')(
  'gives it a page that leads on and that this person alone may read',
  async () => {
    mkdirSync(at('bin'));
    writeFileSync(
      at('bin', 'xdg-open'),
      `#!/bin/sh\necho "$@" > '${at('given')}.part'\nmv '${at('given')}.part' '${at('given')}'\n`,
    );
    chmodSync(at('bin', 'xdg-open'), 0o755);
    mkdirSync(at('home', 'autosave'), { recursive: true });
    writeFileSync(at('home', 'autosave', 'old.json'), '{}', { mode: 0o644 });
    chmodSync(at('home'), 0o755);
    const { CI: _, BROWSER: _browser, ...env } = process.env;
    host = spawn(process.execPath, [path.resolve('out', 'host.mjs'), '--port', '0'], {
      env: { ...env, PATH: `${at('bin')}:${env.PATH}`, LAYERLOOM_HOME: at('home') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((resolve) =>
      host!.stdout!.once('data', (text: Buffer) => resolve(String(text))),
    );
    const [url] = /http:\S+/.exec(said)!;
    const secret = new URL(url).pathname.split('/')[1]!;
    expect(secret.length).toBeGreaterThan(20);
    await until(() => expect(existsSync(at('given'))).toBe(true));
    const given = readFileSync(at('given'), 'utf8').trim();
    expect(given).not.toContain(secret);
    const page = fileURLToPath(given);
    expect(readFileSync(page, 'utf8')).toContain(`url=${url}`);
    const modes = [page, at('home'), at('home', 'autosave'), at('home', 'autosave', 'old.json')];
    await until(() =>
      expect(modes.map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600', '700', '700', '600']),
    );
  },
);
