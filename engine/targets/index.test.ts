import { describe, expect, it } from 'vitest';
import { convnext } from '../../templates/convnext.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { LAYERS } from '../layers/index.ts';
import { checkGraph } from '../passes/check.ts';
import { resolveSettings } from '../settings.ts';
import { lacksText } from '../texts/definitions.ts';
import { EXPORT_TARGETS, exportTargetOf } from './index.ts';

const document = mnistCnn();
/** A file as a person reads it: of a notebook, what its cells say. */
function textOf(file: string): string {
  if (!file.startsWith('{')) return file;
  const { cells } = JSON.parse(file) as { readonly cells: readonly { readonly source: readonly string[] }[] };
  return cells.map(({ source }) => source.join('')).join('\n');
}

describe.each(EXPORT_TARGETS)('$title', (target) => {
  it('is found by its id', () => expect(exportTargetOf(target.id)).toBe(target));

  it('writes the network into its main file, and its commands into the README', () => {
    const checked = checkGraph(document.graph);
    const files = target.export({ document, checked });
    expect(textOf(files[target.mainFile] as string)).toContain(target.model(document, checked).trimEnd());
    for (const command of Object.values(target.commands)) expect(files['README.md']).toContain(command);
  });

  it('prints a network that is not finished as far as it goes', () => {
    const graph = { ...document.graph, edges: document.graph.edges.slice(0, 1) };
    expect(target.model({ ...document, graph }, checkGraph(graph))).toContain('has nothing connected to its input');
  });

  it('reads a spelling that layers have', () => {
    if (target.spelling === undefined) return;
    const spelled = LAYERS.filter(({ spell, settings, examples: [example] }) => {
      const given = resolveSettings(settings, example?.settings ?? {}).settings;
      return spell?.(example!.inputs, given)[target.spelling!] !== undefined;
    });
    expect(spelled.length).toBeGreaterThan(20);
  });
});

it('calls no layer of Keras as Keras calls the permutes between orders of axes', () => {
  const { graph, ...rest } = convnext.make(convnext.small);
  const model = exportTargetOf('keras')!.model({ graph, ...rest }, checkGraph(graph));
  // Keras itself calls them permute, permute_1 ..., and takes no name twice
  expect(model).toMatch(/layers\.Permute\(\([\d, ]+\)\)\(/);
  expect(model).toMatch(/name="permuted_1"/);
  expect(model).not.toMatch(/name="permute(_\d+)?"/);
});

it('says of what is not written only what a document asks for', () => {
  const named = (training: object) => {
    const asked = { ...document, training: { ...document.training, ...training } };
    return Object.fromEntries(EXPORT_TARGETS.map((target) => [target.id, lacksText(target, asked)]));
  };
  expect(named({})).toMatchObject({ typescript: [], pytorch: [], keras: [], onnx: ['Training.'] });
  expect(
    named({ averaging: { type: 'equal', decay: 0 }, optimizer: { type: 'adafactor', settings: {} } }),
  ).toMatchObject({
    typescript: ['Equal averages of weights over running statistics.'],
    keras: ['Adafactor.', 'Averages of weights over running statistics.'],
  });
});
