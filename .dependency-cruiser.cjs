/** Who may import whom: inside the engine every arrow points to what stands before it in `docs/architecture.md`. */
const order = [
  ['types'], ['problems\\.ts', 'settings\\.ts'], ['graph'], ['ir'], ['layers'], ['learn'], ['passes'], ['targets'], ['importers'], ['data'], ['train'], ['protocol\\.ts'], ['wire'], ['node'],
];
// exporters write weights files: the pure file formats of data/ are open to them
const allowed = [{ from: 'targets', to: 'engine/data/formats/safetensors\\.ts' }];

const forbidden = order.slice(0, -1).map((names, i) => {
  const from = names.join('|');
  const later = order.slice(i + 1).flat().join('|');
  const exception = allowed.find((rule) => rule.from === from);
  return {
    name: `${from.replaceAll('\\', '')} imports nothing later`,
    severity: 'error',
    from: { path: `^engine/(${from})`, pathNot: '\\.test\\.ts$' },
    to: { path: `^engine/(${later})`, ...(exception && { pathNot: `^${exception.to}` }) },
  };
});

module.exports = {
  forbidden: [
    ...forbidden,
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'engine needs no Node', severity: 'error', from: { path: '^engine', pathNot: '^engine/node|\\.test\\.ts$' }, to: { dependencyTypes: ['core'] } },
    { name: 'layers do not import layers', severity: 'error', from: { path: '^engine/layers/[a-z][^/]*\\.ts$', pathNot: '^engine/layers/(index|define|windows|convolution|pooling|elementwise)\\.ts$' }, to: { path: '^engine/layers/', pathNot: '^engine/layers/(define|windows|convolution|pooling|elementwise)\\.ts$' } },
  ],
  options: { tsConfig: { fileName: 'test/tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
