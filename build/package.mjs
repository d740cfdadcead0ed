// `npm run package`: packs the desktop program into dist/. `-- --dir` leaves it unpacked; `--electron FOLDER` takes Electron's program
// from there instead of fetching it; `--linux`, `--mac`, `--windows` and `--x64`, `--arm64` choose the target, else this machine's.
import { parseArgs } from 'node:util';
import path from 'node:path';
import { install, root } from './install.mjs';

install();
const { buildPages, bundle } = await import('./bundle.mjs');
const { configFor } = await import('./electron-builder.mjs');

const boolean = { type: 'boolean' };
const { values } = parseArgs({
  options: {
    dir: boolean,
    electron: { type: 'string' },
    out: { type: 'string' },
    linux: boolean,
    mac: boolean,
    windows: boolean,
    x64: boolean,
    arm64: boolean,
  },
});
await Promise.all([bundle(), buildPages()]);

// its entry is CommonJS
const { default: builder } = await import('electron-builder');
const { Arch, Platform, build } = builder;
const PLATFORMS = { linux: Platform.LINUX, mac: Platform.MAC, windows: Platform.WINDOWS };
const here = Object.keys(PLATFORMS).find((name) => PLATFORMS[name] === Platform.current());
const asked = Object.keys(PLATFORMS).filter((name) => values[name]);
const archs = [values.x64 && Arch.x64, values.arm64 && Arch.arm64].filter((arch) => typeof arch === 'number');

for (const name of asked.length > 0 ? asked : [here]) {
  const targets = PLATFORMS[name].createTarget(
    values.dir ? 'dir' : null,
    ...(archs.length > 0 ? archs : [Arch[process.arch]]),
  );
  const config = configFor(name, {
    electron: values.electron && path.resolve(values.electron),
    output: values.out && path.resolve(values.out),
  });
  for (const file of await build({ projectDir: root, targets, config, publish: 'never' })) console.log(file);
}
