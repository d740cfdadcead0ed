import { verbatim } from '../../../engine/phrases.ts';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../../engine/train/events.ts';
import { setLanguage, word } from '../../../engine/texts/index.ts';
import { emptyRun, withEvent } from './runs.ts';

const started = (step: number): TrainingEvent => ({
  event: 'started',
  run: 'r',
  name: 'r',
  engine: 'onnx',
  device: 'cpu',
  threads: 1,
  parameters: 1,
  stepsPerEpoch: 4,
  epochs: 3,
  step,
  rows: { train: 1, validation: 1, test: 1 },
});
const steps = (from: number, to: number): TrainingEvent => {
  const step = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return {
    event: 'steps',
    step,
    loss: step.map((at) => 1 / at),
    metrics: { accuracy: step.map((at) => at / 100) },
    stepsPerSecond: 1,
    secondsLeft: 1,
    learningRate: 0.1,
  };
};
const epoch = (number: number): TrainingEvent => ({
  event: 'epoch',
  epoch: number,
  step: 4 * number,
  train: { loss: 1 },
  validation: { loss: 1 },
  best: false,
  seconds: 1,
});
const after = (...events: readonly TrainingEvent[]) => events.reduce(withEvent, emptyRun('r'));

describe('a run as it is told', () => {
  it('has a log that is said in the language of now', () => {
    const { log } = after(started(0), epoch(1), { ...epoch(2), best: true } as TrainingEvent);
    const said = () => log.map(({ message }) => word(message));
    expect(said()).toEqual([
      'Begins: ONNX Runtime on CPU, 1 thread; 1 rows to learn from, 1 for validation, 1 for the test.',
      'Epoch 1: validation loss 1.000 (1 s).',
      'Epoch 2: validation loss 1.000, the best so far (1 s).',
    ]);
    setLanguage('zh-CN');
    const chinese = said();
    setLanguage('en');
    expect(chinese).toEqual([
      '开始：CPU 上的 ONNX Runtime，1 个线程；学习 1 行，验证 1 行，测试 1 行。',
      '第 1 轮：验证损失 1.000（1 秒）。',
      '第 2 轮：验证损失 1.000，目前最佳（1 秒）。',
    ]);
  });

  it('hears each step once, however the events overlap', () => {
    const run = after(started(0), steps(1, 3), steps(2, 5), steps(4, 5));
    expect([...run.step.values]).toEqual([1, 2, 3, 4, 5]);
    expect([...run.metrics.accuracy!.values]).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
  });

  it('does again what a killed run did behind its checkpoint', () => {
    const run = after(started(0), steps(1, 6), epoch(1), started(4), steps(5, 8), epoch(2));
    expect([...run.step.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(run.loss.length).toBe(8);
    expect(run.epochs.map((one) => one.epoch)).toEqual([1, 2]);
  });

  it('forgets the failure when it goes on, but not in the log', () => {
    const failed: TrainingEvent = {
      event: 'failed',
      problem: {
        code: 'engine-died',
        severity: 'error',
        values: { reason: verbatim('signal 9'), kept: verbatim('Gone.') },
        repairs: [],
      },
    };
    expect(after(started(0), failed).failure?.code).toBe('engine-died');
    const run = after(started(0), failed, started(0));
    expect(run.failure).toBeNull();
    expect(run.log.map(({ level }) => level)).toEqual(['info', 'error', 'info']);
  });
});
