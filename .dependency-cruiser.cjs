/** Who may import whom: inside the engine every arrow points to what stands before it in `docs/architecture.md`. */
const order = [
  ['types', 'slices\\.ts'],
  ['phrases\\.ts'],
  ['texts'],
  ['problems\\.ts', 'settings\\.ts', 'settingProblems\\.ts'],
  ['files'],
  ['expression'],
  ['graph'],
  ['ir'],
  ['layers'],
  ['learn'],
  ['passes'],
  ['targets'],
  ['importers'],
  ['data'],
  ['train'],
  ['protocol\\.ts'],
  ['wire'],
  ['runs'],
  ['export'],
  ['node'],
];
// exporters write weights and arrays: the pure file formats of data/ are open to them; and what cuts a series and reads numbers goes along with projects
const allowed = [
  {
    from: 'targets',
    to: 'engine/data/(formats/(safetensors|npy|elements)|series/(groups|windows)|kinds/written)\\.ts',
  },
  // importers read files and weights as data does
  { from: 'importers', to: 'engine/data/(formats/.*|table)\\.ts' },
];

const forbidden = order.slice(0, -1).map((names, i) => {
  const from = names.join('|');
  const later = order
    .slice(i + 1)
    .flat()
    .join('|');
  const exception = allowed.find((rule) => rule.from === from);
  return {
    name: `${from.replaceAll('\\', '')} imports nothing later`,
    severity: 'error',
    from: { path: `^engine/(${from})`, pathNot: '\\.test\\.ts$' },
    to: { path: `^engine/(${later})`, ...(exception && { pathNot: `^${exception.to}` }) },
  };
});

/** What each folder may import besides itself. */
const areas = {
  engine: [],
  templates: ['engine'],
  host: ['engine', 'templates'],
  cli: ['engine', 'templates', 'bench'],
  bench: ['engine', 'templates'],
  electron: ['engine/(protocol|wire|texts)', 'host'],
  renderer: ['engine', 'templates'],
};
const apart = Object.entries(areas).map(([area, others]) => ({
  name: `${area} imports ${['itself', ...others].join(', ')} and nothing else of the program`,
  severity: 'error',
  from: { path: `^${area}/`, pathNot: '\\.test\\.tsx?$|^cli/loom\\.mjs$' },
  to: {
    path: `^(${[...Object.keys(areas), 'test', 'build'].join('|')})/`,
    pathNot: `^(${[area, ...others].join('|')})(/|\\.ts$)`,
  },
}));

/** The window's floors: what stands on one imports what stands on those before it; what stands side by side sees nothing of each other. */
const floors = [
  ['ui'],
  ['state'],
  ['actions'],
  ['canvas', 'fields', 'charts', 'code'],
  ['panels', 'dialogs', 'bars'],
  ['[^/]+\\.tsx?'], // App.tsx and what wires it to the page
];
const window = floors.flatMap((rooms, i) =>
  rooms.map((room) => {
    const closed = [...rooms.filter((other) => other !== room), ...floors.slice(i + 1).flat()];
    return {
      name: `renderer/${room.startsWith('[') ? 'App' : room} imports only the floors before it`,
      severity: 'error',
      from: { path: `^renderer/${room}(/|$)`, pathNot: '\\.test\\.tsx?$' },
      to: { path: `^renderer/(${closed.join('|')})(/|$)` },
    };
  }),
);

module.exports = {
  forbidden: [
    ...forbidden,
    ...apart,
    ...window.filter(({ to }) => to.path !== '^renderer/()(/|$)'),
    {
      name: 'panels import nothing of other panels',
      severity: 'error',
      from: { path: '^renderer/panels/([^/]+)/' },
      to: { path: '^renderer/panels/[^/]+/', pathNot: '^renderer/panels/(common|$1)/' },
    },
    {
      name: 'dialogs import nothing of other dialogs',
      severity: 'error',
      from: { path: '^renderer/dialogs/([^/]+)/' },
      to: { path: '^renderer/dialogs/[^/]+/', pathNot: '^renderer/dialogs/$1/' },
    },
    {
      // besides, `renderer/actions/tsconfig.json` knows nothing of a page
      name: 'actions know neither React nor what it draws',
      severity: 'error',
      from: { path: '^renderer/actions/', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.(tsx|css)$|node_modules/(@types/)?(react|react-dom|@xyflow|radix-ui|lucide-react|cmdk)/' },
    },
    {
      name: 'stores draw nothing',
      severity: 'error',
      from: { path: '^renderer/state/', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.(tsx|css)$|node_modules/(@types/)?(react-dom|@xyflow|radix-ui|lucide-react|cmdk)/' },
    },
    {
      name: 'windows need no Node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$|vite\\.config' },
      to: { path: '^engine/node/' },
    },
    {
      name: 'the training loop knows no runtime',
      severity: 'error',
      from: { path: '^engine/train/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/targets/' },
    },
    {
      name: "the host's deeds need no Node",
      severity: 'error',
      from: { path: '^host/', pathNot: '^host/(node|web)/|\\.test\\.ts$' },
      to: { path: '^(engine/node|host/node|host/web)/' },
    },
    {
      name: "the host's deeds use no module of Node",
      severity: 'error',
      from: { path: '^host/', pathNot: '^host/(node|web)/|\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'engine needs no Node',
      severity: 'error',
      from: { path: '^engine', pathNot: '^engine/node|\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'layers do not import layers',
      severity: 'error',
      from: {
        path: '^engine/layers/[^/]+/',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '^engine/layers/',
        pathNot: '^engine/layers/(common/|factories/|define\\.ts$)',
      },
    },
    {
      name: 'rules of learning do not import each other',
      severity: 'error',
      from: { path: '^engine/learn/(losses|metrics|optimizers|schedules)/[^/]+\\.ts$' },
      to: {
        path: '^engine/learn/',
        pathNot: '^engine/learn/((losses|metrics|optimizers|schedules)/common/|define\\.ts$)',
      },
    },
    {
      name: 'what several layers share knows none of their factories',
      severity: 'error',
      from: { path: '^engine/layers/common/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/layers/', pathNot: '^engine/layers/(common/|define\\.ts$)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'test/tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
