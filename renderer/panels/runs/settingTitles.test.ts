import { afterEach, expect, it } from 'vitest';
import { differences, flatSettings } from '../../../engine/graph/flatSettings.ts';
import { setLanguage } from '../../../engine/texts/index.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { settingTitle } from './settingTitles.ts';

afterEach(() => setLanguage('en'));

/** Two runs that differ in a setting of every kind, as a table of titles and values. */
function table(): readonly (readonly string[])[] {
  const one = mnistCnn();
  const other: typeof one = {
    ...one,
    data: { ...one.data, dataset: { type: 'shapes', settings: { kinds: 10 } }, split: { ...one.data.split, folds: 5 } },
    training: {
      ...one.training,
      learningRate: 0.5,
      optimizer: { type: 'adam', settings: { beta1: 0.8 } },
      clipping: { type: 'norm', threshold: 2 },
      losses: one.training.losses.map((loss) => ({
        ...loss,
        loss: { type: 'crossEntropy', settings: { smoothing: 0.1 } },
        weight: 2,
      })),
      metrics: [{ type: 'topK', settings: { k: 3 } }],
      earlyStopping: { monitor: 'accuracy', patience: 3, minimumChange: 0 },
    },
    graph: {
      ...one.graph,
      nodes: one.graph.nodes.map((node) =>
        node.id === 'conv2d_1' ? { ...node, frozen: true, settings: { ...node.settings, filters: 99 } } : node,
      ),
    },
  };
  const runs = [flatSettings(one), flatSettings(other)];
  return differences(runs).map(({ path, values }) => {
    const { title, say } = settingTitle(path, runs);
    return [title, ...values.map(say)];
  });
}

it('calls every setting in which runs differ as its form does', () => {
  expect(Object.fromEntries(table().map(([title, ...values]) => [title, values.join(' → ')]))).toMatchInlineSnapshot();
});

it('in Chinese, too', () => {
  setLanguage('zh-CN');
  expect(table().map(([title]) => title)).toMatchInlineSnapshot();
});
