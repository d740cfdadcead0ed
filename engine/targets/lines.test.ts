import { expect, it } from 'vitest';
import { activeDocument } from '../graph/active.ts';
import { BLOCK, type Document } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { templateOf } from '../../templates/index.ts';
import { blockKey, nodeKey, stacked, withLine } from './lines.ts';
import { EXPORT_TARGETS, exportTargetOf } from './index.ts';

const TARGETS = EXPORT_TARGETS.filter(({ lines }) => lines !== undefined);

function printed(id: string, target: string, settings: Readonly<Record<string, unknown>> = {}) {
  const document = activeDocument(templateOf(id)!.make(settings));
  const checked = checkGraph(document.graph);
  const { mainFile, export: write, lines } = exportTargetOf(target)!;
  const text = String(write({ document, checked })[mainFile]);
  const about = lines!(document, checked, text);
  const texts = text.split('\n');
  const of = (key: string) => texts.filter((_, i) => about[i]?.includes(key)).map((line) => line.trim());
  return { document, texts, about, of };
}

const NO_LAYER = ['blockInput', 'blockOutput'];
const drawn = ({ graph }: Document) => [
  ...graph.nodes.map((node) => ({ block: undefined, node })),
  ...graph.blocks.flatMap(({ id, nodes }) => nodes.map((node) => ({ block: id, node }))),
];

it('says for the targets that print layers which lines are about which node', () => {
  expect(TARGETS.map(({ id }) => id)).toEqual(['typescript', 'pytorch', 'notebook', 'keras']);
  for (const id of ['mnist-cnn', 'resnet', 'gpt', 'seq2seq', 'shufflenet-v2'])
    for (const target of TARGETS) {
      const { document, texts, about, of } = printed(id, target.id);
      expect(about.length, `${id} ${target.id}`).toBeLessThanOrEqual(texts.length);
      const silent = drawn(document)
        .filter(({ node }) => !NO_LAYER.includes(node.type) && !(target.id === 'pytorch' && node.type === 'input'))
        .filter(({ block, node }) => of(nodeKey(block, node.id)).length === 0)
        .map(({ block, node }) => `${block ?? ''}/${node.id}`);
      // what comes into a PyTorch network is an argument of its function
      expect(
        target.id === 'notebook' ? silent.filter((key) => !/^\/.*(input|source|target)/.test(key)) : silent,
        `${id} ${target.id}`,
      ).toEqual([]);
    }
});

it('means the very lines', () => {
  expect(printed('mnist-cnn', 'typescript').of('/conv2d_1')).toEqual([
    expect.stringMatching(/^const conv2d1 = .*tf\.layers\.conv2d\(\{ name: 'conv2d_1'/),
  ]);
  for (const target of ['pytorch', 'notebook']) {
    const [made, applied, ...others] = printed('mnist-cnn', target).of('/conv2d_1');
    expect(made).toContain('self.conv2d_1 = nn.Conv2d(');
    expect(applied).toContain('self.conv2d_1(');
    expect(others).toEqual([]);
  }
  const keras = printed('mnist-cnn', 'keras').of('/conv2d_1').join(' ');
  expect(keras).toMatch(/^x = layers\.Conv2D\( .*name="conv2d_1" \)\(input_1\) /);
});

it('means of a block its class and its calls, and within it the lines of its layers', () => {
  for (const [target, opens] of [
    ['pytorch', /^class \w+\(nn\.Module\):$/],
    ['keras', /^def \w+\(.*name\):$/],
    ['typescript', /^\/\*\* |^function \w+\(/],
  ] as const) {
    const { document, of } = printed('resnet', target);
    const instance = document.graph.nodes.find(({ type }) => type === BLOCK)!;
    const block = document.graph.blocks.find(({ id }) => id === instance.block)!;
    const body = of(blockKey(block.id));
    expect(body[0]).toMatch(opens);
    expect(body.at(target === 'typescript' ? -2 : -1)).toMatch(/^return /);
    const inner = block.nodes.find(({ type }) => type === 'conv2d')!;
    expect(of(nodeKey(block.id, inner.id)).every((text) => body.includes(text))).toBe(true);
    expect(of(nodeKey(undefined, instance.id)).some((text) => body.includes(text))).toBe(false);
  }
});

it('keeps texts and their notes together', () => {
  const two = withLine({ text: 'a\nb\n', lines: [['x'], ['y']] }, (line) => line === 'a', 'c');
  expect(two).toEqual({ text: 'a\nc\nb\n', lines: [['x'], [], ['y']] });
  const one = { text: 'a\nb\n', lines: [['x'], []] };
  expect(stacked('head\n\n', one, 'foot\n')).toEqual({ text: 'head\n\na\nb\nfoot\n', lines: [[], [], ['x'], [], []] });
});
