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
        loss: { type: 'crossEntropy', settings: { labelSmoothing: 0.1 } },
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
  expect(Object.fromEntries(table().map(([title, ...values]) => [title, values.join(' → ')]))).toEqual({
    Clipping: 'Off → Norm of each',
    'Clipping: Limit': '1 → 2',
    Dataset: 'MNIST digits → Shapes',
    'Dataset: Kinds': '– → 10',
    'Early stopping: Least change': '– → 0',
    'Early stopping: Patience': '– → 3',
    'Early stopping: Watches': '– → Accuracy',
    Folds: '– → 5',
    'Learning rate': '0.01 → 0.5',
    'Loss: Weight': '1 → 2',
    'Loss: Label smoothing': '– → 0.1',
    'Metric 1': 'Accuracy → Top-k accuracy',
    'Metric 1: k': '– → 3',
    Optimizer: 'SGD → Adam',
    'Optimizer: Beta 1': '– → 0.8',
    'Optimizer: Momentum': '0.9 → –',
    'conv2d_1: Filters': '10 → 99',
    'conv2d_1: Frozen': '– → On',
  });
});

it('in Chinese, too', () => {
  setLanguage('zh-CN');
  expect(table().map(([title]) => title)).toEqual([
    '损失：权重',
    '优化器',
    '优化器：动量',
    '学习率',
    '梯度裁剪',
    '梯度裁剪：上限',
    '指标 1',
    '数据集',
    'conv2d_1：卷积核数',
    '损失：标签平滑',
    '优化器：β₁',
    '早停：监测',
    '早停：耐心',
    '早停：最小变化',
    '指标 1：k',
    '数据集：种类数',
    '折数',
    'conv2d_1：已冻结',
  ]);
});
