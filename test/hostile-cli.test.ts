/** The command line and what others wrote: shown, never obeyed, and never a stack. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import { forTerminal } from '../engine/terminal.ts';
import { mnistCnn } from '../templates/mnist-cnn.ts';
import { commandLineIn, programIn } from './command-line.ts';
import { smallDocument, temporaryFolder, writePictures } from './training/small.ts';

const folder = temporaryFolder();
const loom = commandLineIn(folder);
const at = (...parts: string[]) => path.join(folder, ...parts);
const write = (name: string, document: object): string => {
  writeFileSync(at(name), JSON.stringify(document));
  return name;
};
/** What a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
const STACK = /\n\s+at |node:internal|\.mjs:\d|\.ts:\d/;
const HOSTILE = '\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\r';

it('forTerminal leaves what is text and shows the rest, so that JSON stays what it says', () => {
  expect(forTerminal('a\tb\nä 网 😀')).toBe('a\tb\nä 网 😀');
  const text = JSON.stringify({ name: HOSTILE });
  expect(forTerminal(text)).not.toMatch(OBEYED);
  expect(JSON.parse(forTerminal(text))).toEqual({ name: HOSTILE });
});

describe('names', () => {
  const { graph, ...rest } = mnistCnn();
  const nodes = graph.nodes.map((node, i) =>
    i === 2 ? { ...node, label: `pool${HOSTILE}`, type: `t${HOSTILE}` } : node,
  );
  it.each(['check', 'summary', 'program'])('of a document are shown by %s, not sent', async (command) => {
    const file = write('hostile.loom', { ...rest, name: HOSTILE, graph: { ...graph, nodes } });
    for (const more of [[], ['--json']]) {
      const { out, err } = await loom(command, file, ...more);
      expect(out + err).not.toMatch(OBEYED);
      expect(out + err).not.toMatch(STACK);
    }
  });
  it('of files, options and commands are, too', async () => {
    for (const args of [
      [HOSTILE],
      ['check', HOSTILE],
      ['train', 'a.loom', `--${HOSTILE}`],
      ['export', 'hostile.loom', '--to', HOSTILE, '--out', 'x'],
    ]) {
      const { out, err, code } = await loom(...args);
      expect(code).toBeGreaterThan(0);
      expect(out + err).not.toMatch(OBEYED);
    }
  });
});

describe('what is wrong is said in a sentence', () => {
  const { graph, ...rest } = mnistCnn();
  const withDataset = (type: string, settings = {}) => ({
    ...rest,
    graph,
    data: { ...rest.data, dataset: { type, settings } },
  });
  const initializers = ['nonsense', '__proto__', 'constructor'].map((type): [string, object] => [
    `the initializer ${type}`,
    {
      ...rest,
      graph: {
        ...graph,
        nodes: graph.nodes.map((node) =>
          node.type === 'dense' ? { ...node, settings: { ...node.settings, initializer: { type } } } : node,
        ),
      },
    },
  ]);
  const cases: readonly [string, object][] = [
    ...initializers,
    ...['__proto__', 'constructor', 'toString', 'no such', HOSTILE].map((type): [string, object] => [
      `the dataset ${JSON.stringify(type)}`,
      withDataset(type),
    ]),
    ['a device as data', withDataset('idx', { images: '/dev/zero', labels: '/dev/zero' })],
    ['another machine as data', withDataset('idx', { images: '\\\\server\\share\\x', labels: '//server/share/y' })],
    [
      'a wire from nowhere',
      {
        ...rest,
        graph: {
          ...graph,
          edges: [...graph.edges, { from: { node: 'ghost', port: 'output' }, to: { node: 'dense_2', port: 'input' } }],
        },
      },
    ],
  ];
  it.each(cases)('%s', async (name, document) => {
    const file = write('wrong.loom', document);
    // what is wrong with a layer is found by every command alike; data are read by a training
    const read = name.startsWith('the initializer')
      ? ['export', '--to', 'typescript', '--out', 'code', '--no-parity']
      : ['train'];
    for (const [command, ...options] of [['check'], read] as const) {
      const { out, err } = await loom(
        command!,
        file,
        ...options,
        ...(command === 'train' ? ['--steps', '1', '--out', 'run'] : []),
      );
      expect(out + err, command).not.toMatch(STACK);
      expect(err, command).not.toContain('made a mistake');
    }
  });

  it.skipIf(process.platform === 'win32')('a device, a pipe or a folder in the place of a file', async () => {
    execFileSync('mkfifo', [at('pipe.loom')]);
    for (const file of ['/dev/zero', 'pipe.loom', '.']) {
      const { code, err } = await loom('check', file);
      expect(code).toBe(1);
      expect(err).toMatch(/cannot be opened: it is (no file but a device|a folder)/);
    }
  });

  it('runs that are damaged', async () => {
    writePictures(at('pictures.npz'));
    writeFileSync(at('small.loom'), serialize(smallDocument({ epochs: 1 }) as Document));
    expect((await loom('train', 'small.loom', '--out', 'whole')).code).toBe(0);
    const damages: Record<string, readonly string[]> = {
      'run.json': ['', 'null', '[]', '"x"', '{"id":1}', '{}'],
      'document.loom': ['', 'null', '[]'],
      'metrics.jsonl': ['null\n1\n[]\n{"event":1}\n{"event":"steps"}\n{"event":"epoch"}\n'],
    };
    for (const [name, contents] of Object.entries(damages))
      for (const content of contents) {
        mkdirSync(at('damaged'), { recursive: true });
        for (const one of ['run.json', 'document.loom', 'metrics.jsonl', 'weights.safetensors'])
          copyFileSync(at('whole', one), at('damaged', one));
        writeFileSync(at('damaged', name), content);
        const { out, err } = await loom('train', '--resume', 'damaged', '--epochs', '2');
        expect(out + err, `${name}: ${content}`).not.toMatch(STACK);
        expect(err, `${name}: ${content}`).not.toContain('made a mistake');
      }
  });
});

it('a mistake of the program’s own is a line, too, and who reads no further gets no complaint', async () => {
  const loomProgram = programIn(folder);
  write('digits.loom', mnistCnn());
  const { code, out, err } = await loomProgram('check', 'digits.loom');
  expect([code, out, err]).toEqual([0, 'No problems.\n', '']);
  const cut = execFileSync(
    'sh',
    ['-c', `'${process.execPath}' '${path.resolve('out', 'cli.mjs')}' program digits.loom 2>err | head -1`],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(cut.split('\n')[0]).toContain('typed');
  expect(readFileSync(at('err'), 'utf8')).toBe('');
});
