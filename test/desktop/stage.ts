/**
 * The product for that old Electron, as a folder that it runs: the sources are as they are, the bundles are written for Node 16 and
 * Chrome 108, and what those lack comes before each. Main and host are CommonJS, since modules there need Electron 28.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { build as buildWithVite } from 'vite';
import { isOlder, PROGRAMS } from '../../build/bundle.mjs';
import { root } from '../../build/install.mjs';
import { writeNotices } from '../../build/notices.mjs';
import { FOLDER } from './electron.ts';

export const STAGE = path.join(root, '.cache', 'desktop');
const out = path.join(STAGE, 'out');
const old = (file: string): string => path.join(import.meta.dirname, 'old', file);

const SOURCES = ['engine', 'templates', 'host', 'electron', 'renderer', 'build', 'test/desktop', 'package.json'];
/** The programs that Electron's own processes run; those are modules only since Electron 28. */
const IN_ELECTRON = ['electron', 'host-process'];
/** Those of the desktop program that run as Node. */
const AS_NODE = ['training-process', 'self-test-process', 'data-thread', 'compute-process'];

const common = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  outdir: out,
  nodePaths: [path.join(root, 'node_modules')],
} satisfies BuildOptions;

/** Packages stay outside; what the old versions of Node and Electron lack is put in between. */
const plugin: Plugin = {
  name: 'old',
  setup({ onResolve }) {
    onResolve({ filter: /^(electron|node:(os|buffer|fs\/promises|child_process))$/ }, ({ path: name, importer }) => {
      const own = old(`${name.replace('node:', '').replace(/[/_]/, '-')}.mjs`);
      return importer === own ? { path: name, external: true } : { path: own };
    });
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' ? undefined : { path: name, external: true },
    );
  },
};

const entriesOf = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, (PROGRAMS as Record<string, string>)[name]!]));

async function bundlePrograms(): Promise<void> {
  await build({
    ...common,
    entryPoints: { old: old('node.mjs') },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node16',
    minify: true,
  });
  const forNode = { platform: 'node', target: 'node16', sourcemap: true, plugins: [plugin] } satisfies BuildOptions;
  await build({
    ...common,
    ...forNode,
    entryPoints: entriesOf(AS_NODE),
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    define: { 'import.meta.dirname': '__here' },
    banner: {
      js: [
        `import ${JSON.stringify(pathToFileURL(path.join(out, 'old.cjs')).href)};`,
        "import { fileURLToPath as __file } from 'url';",
        "import { dirname as __folder } from 'path';",
        'const __here = __folder(__file(import.meta.url));',
      ].join(' '),
    },
  });
  await build({
    ...common,
    ...forNode,
    entryPoints: entriesOf(IN_ELECTRON),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: { 'import.meta.url': '__url', 'import.meta.dirname': '__here' },
    banner: {
      js: [
        "require('./old.cjs');",
        // packed, the modules that it starts lie beside the archive: this Electron reads none from within
        "const __beside = (file) => file.replace(/app\\.asar(?=[\\\\/])/, 'app.asar.unpacked');",
        'const __here = __beside(__dirname);',
        "const __url = require('url').pathToFileURL(__beside(__filename)).href;",
      ].join(' '),
    },
  });
  await build({
    ...common,
    entryPoints: { preload: 'electron/preload/preload.ts' },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'chrome108',
    external: ['electron'],
  });
}

async function buildPages(): Promise<void> {
  const pages = path.join(out, 'renderer');
  await buildWithVite({
    configFile: path.join(root, 'renderer', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: pages, target: 'chrome108', cssTarget: 'chrome108' },
  });
  writeNotices(pages);
  const lacks = await build({
    ...common,
    entryPoints: { old: old('page.mjs') },
    format: 'iife',
    target: 'chrome108',
    minify: true,
    write: false,
  });
  const { text } = lacks.outputFiles[0]!;
  const change = (file: string, to: (before: string) => string) => writeFileSync(file, to(readFileSync(file, 'utf8')));
  writeFileSync(path.join(pages, 'old.js'), text);
  change(path.join(pages, 'index.html'), (html) => html.replace('<head>', '<head><script src="./old.js"></script>'));
  const assets = path.join(pages, 'assets');
  for (const name of readdirSync(assets).filter((name) => /worker.*\.js$/i.test(name)))
    change(path.join(assets, name), (before) => `${text};\n${before}`);
}

/** Builds it where its sources are newer, and lets Electron's program run it. */
export async function stage(): Promise<void> {
  const whole = path.join(STAGE, 'package.json');
  if (isOlder(whole, SOURCES)) {
    rmSync(STAGE, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    await Promise.all([bundlePrograms(), buildPages()]);
    const texts = path.join('engine', 'data', 'texts');
    cpSync(path.join(root, texts), path.join(STAGE, texts), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(STAGE, 'node_modules'));
    const about = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    const { name, version, description, license, dependencies } = about;
    // the last file that is written says that the others are whole
    writeFileSync(
      whole,
      `${JSON.stringify({ name, version, description, license, main: 'out/electron.cjs', dependencies }, null, 2)}\n`,
    );
  }
  linkApp();
}

/** Lets Electron's program run what was staged, or nothing. */
export function linkApp(to: string | null = STAGE): void {
  const app = path.join(FOLDER, 'resources', 'app');
  rmSync(app, { force: true });
  if (to !== null) symlinkSync(to, app);
}
