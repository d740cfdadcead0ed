/** How the network learns: losses, optimizer, schedule, metrics, early stopping, each one step of undo. */
import { describe, expect, it } from 'vitest';
import { configure } from '../../engine/graph/edits.ts';
import { DEFAULT_LOSS, optimizerOf } from '../../engine/learn/index.ts';
import {
  addLoss,
  chooseLoss,
  chooseOptimizer,
  chooseOutput,
  chooseSampleWeights,
  chooseSchedule,
  recordStatistics,
  removeLoss,
  renameDocument,
  setChoiceSetting,
  setInDocument,
  stopEarly,
  toggleMetric,
} from '../../renderer/actions/recipe.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { TestEditor } from './TestEditor.ts';

const digits = () => new TestEditor(mnistCnn());
const trainingOf = ({ document }: TestEditor) => document.training;

describe('losses', () => {
  it('are added for the last output, chosen, pointed at an output, and removed', () => {
    const editor = digits()
      .select('relu_2')
      .pick('tanh')
      .add('flatten', { at: { x: 800, y: 0 }, from: { node: 'tanh_1', port: 'output' } })
      .act(() => addLoss(DEFAULT_LOSS));
    expect(trainingOf(editor).losses).toMatchObject([{ target: 'target' }, { target: 'target_2', output: 'dense_2' }]);
    const before = editor.document;
    editor.act(() => chooseLoss(1, 'meanSquared')).act(() => chooseOutput(1, 'flatten_2'));
    expect(trainingOf(editor).losses[1]).toMatchObject({
      loss: { type: 'meanSquared', settings: {} },
      output: 'flatten_2',
    });
    editor.act(() => removeLoss(0));
    expect(trainingOf(editor).losses).toMatchObject([{ target: 'target_2' }]);
    editor.undo().undo().undo().expectDocument(before).undo();
    expect(trainingOf(editor).losses).toEqual(mnistCnn().training.losses);
  });

  it('have settings, whose default is not written down', () => {
    const path = ['training', 'losses', 0, 'loss', 'settings'];
    const editor = digits().act(() => setChoiceSetting('Smoothing', path, 'smoothing', 0.1));
    expect(trainingOf(editor).losses[0]!.loss.settings).toEqual({ smoothing: 0.1 });
    editor.act(() => setChoiceSetting('Smoothing', path, 'smoothing', undefined)).expectDocument(mnistCnn());
  });

  it('weigh samples by a column, or all alike', () => {
    const editor = digits().act(() => chooseSampleWeights(0, 'importance'));
    const { sampleWeights } = trainingOf(editor).losses[0]!;
    expect(editor.document.data.targets[sampleWeights!]).toMatchObject({ column: 'importance' });
    editor.act(() => chooseSampleWeights(0, undefined));
    expect(trainingOf(editor).losses[0]).not.toHaveProperty('sampleWeights');
    editor.undo().undo().expectDocument(mnistCnn());
  });
});

describe('the optimizer', () => {
  it('brings its own learning rate where the old one had its own', () => {
    const own = configure(mnistCnn(), ['training', 'optimizer'], { type: 'sgd', settings: {} });
    const usual = configure(own, ['training', 'learningRate'], optimizerOf('sgd')!.learningRate);
    const editor = new TestEditor(usual).act(() => chooseOptimizer('adam'));
    expect(trainingOf(editor)).toMatchObject({
      optimizer: { type: 'adam' },
      learningRate: optimizerOf('adam')!.learningRate,
    });
    editor.undo().expectDocument(usual);
  });

  it('leaves a learning rate alone that the person chose', () => {
    const editor = digits()
      .act(() => setInDocument('Learning rate', ['training', 'learningRate'], 0.0123))
      .act(() => chooseOptimizer('sgd'));
    expect(trainingOf(editor).learningRate).toBe(0.0123);
    editor.expectSteps('Set learning rate', 'Set optimizer');
  });
});

describe('what else is set', () => {
  it('is one step for what is typed at a stretch, and another for another field', () => {
    const type = (field: string, value: number) => () => setInDocument(field, ['training', field], value);
    digits()
      .act(type('epochs', 1))
      .act(type('epochs', 12))
      .act(type('batchSize', 64))
      .expectSteps('Set epochs', 'Set batchSize')
      .undo()
      .undo()
      .expectDocument(mnistCnn());
  });

  it('are schedule, metrics, early stopping, statistics and the name', () => {
    const editor = digits()
      .act(() => chooseSchedule('cosine'))
      .act(() => toggleMetric('f1'))
      .act(() => stopEarly(true))
      .act(() => setInDocument('statisticsEvery', ['training', 'statisticsEvery'], 0))
      .act(() => renameDocument('Digits'));
    const before = mnistCnn().training.metrics;
    expect(editor.document).toMatchObject({
      name: 'Digits',
      training: {
        schedule: { type: 'cosine', settings: {} },
        metrics: [...before, { type: 'f1', settings: {} }],
        earlyStopping: { monitor: 'loss', patience: 5, minimumChange: 0 },
        statisticsEvery: 0,
      },
    });
    editor
      .act(() => toggleMetric('f1'))
      .act(() => stopEarly(false))
      .act(recordStatistics);
    expect(trainingOf(editor)).toMatchObject({ metrics: before, earlyStopping: null, statisticsEvery: null });
    for (let step = 0; step < 8; step++) editor.undo();
    editor.expectDocument(mnistCnn());
  });
});
