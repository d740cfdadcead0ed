/** What can be checked of the packaging without packing. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../build/bundle.mjs';
import { configFor, PACKAGES } from '../../build/electron-builder.mjs';
import { electronBinary } from '../../build/electron-binary.mjs';
import { ico, icns } from '../../build/icons.mjs';

const require = createRequire(import.meta.url);
const platforms = ['linux', 'mac', 'windows'] as const;

describe('the packaging', () => {
  it('is what electron-builder understands', async () => {
    const builder = createRequire(require.resolve('electron-builder/package.json'));
    const { validateConfiguration } = builder('app-builder-lib/out/util/config/config') as {
      validateConfiguration(config: unknown, log: { add(...args: unknown[]): void; isEnabled: boolean }): Promise<void>;
    };
    const log = { add() {}, isEnabled: false };
    for (const platform of platforms) await validateConfiguration(configFor(platform), log);
    await expect(validateConfiguration({ ...configFor('linux'), fileAssociation: [] }, log)).rejects.toThrow(
      "unknown property 'fileAssociation'",
    );
  });

  it('has its icons, and its program where package.json says', () => {
    const { directories, linux, mac, win } = configFor('linux');
    for (const { icon } of [linux, mac, win])
      expect(existsSync(path.join(directories.buildResources, icon)), icon).toBe(true);
    expect((JSON.parse(readFileSync('package.json', 'utf8')) as { main: string }).main).toBe('out/electron.mjs');
  });

  it('has every package that the programs of the desktop load', async () => {
    const { cli: _, host: __, 'bench-process': ___, ...programs } = PROGRAMS;
    const { metafile } = await build({
      entryPoints: programs,
      outdir: 'out',
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    const loaded = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.flatMap(({ external, path: name }) =>
        external && !isBuiltin(name) && name !== 'electron' ? [name.split('/')[0]!] : [],
      ),
    );
    expect(loaded.length).toBeGreaterThan(10);
    expect([...new Set(loaded)].filter((name) => !PACKAGES.includes(name))).toEqual([]);
  });

  it("leaves the other systems' libraries out, and keeps its own", () => {
    const dropped = (platform: (typeof platforms)[number]) =>
      configFor(platform).files.flatMap((pattern: string) => /napi-v6\/(\w+)\/\*\*$/.exec(pattern)?.[1] ?? []);
    expect(platforms.map(dropped)).toEqual([
      ['darwin', 'win32'],
      ['linux', 'win32'],
      ['linux', 'darwin'],
    ]);
  });
});

it('icons are written as their formats want', () => {
  const pictures = [
    { size: 16, png: Buffer.from('sixteen') },
    { size: 256, png: Buffer.from('large') },
  ];
  const windows: Buffer = ico(pictures);
  expect([windows.readUInt16LE(2), windows.readUInt16LE(4), windows.readUInt8(6), windows.readUInt8(22)]).toEqual([
    1, 2, 16, 0,
  ]);
  const [length, offset] = [windows.readUInt32LE(30), windows.readUInt32LE(34)];
  expect(windows.subarray(offset, offset + length).toString()).toBe('large');
  const apple: Buffer = icns(pictures);
  expect([
    apple.toString('latin1', 0, 4),
    apple.readUInt32BE(4),
    apple.toString('latin1', 8, 12),
    apple.readUInt32BE(12),
  ]).toEqual(['icns', apple.length, 'icp4', 15]);
});

it("Electron's program is looked for, never asked for", () => {
  const nowhere = path.resolve('no such folder');
  expect(electronBinary(nowhere, {})).toBeUndefined();
  expect(electronBinary(nowhere, { ELECTRON_OVERRIDE_DIST_PATH: nowhere })).toBeUndefined();
  const folder = path.dirname(process.execPath);
  // the override's program is called `electron` unless the package says otherwise
  expect(electronBinary(nowhere, { ELECTRON_OVERRIDE_DIST_PATH: folder })).toBe(
    existsSync(path.join(folder, 'electron')) ? path.join(folder, 'electron') : undefined,
  );
});
