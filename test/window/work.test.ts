/** What goes on in the background, over a host that is the test: seen, with how far it is, given up when it is stale, and never in the way. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verbatim } from '../../engine/phrases.ts';
import { problem, UserError } from '../../engine/problems.ts';
import type { CallName, HostClient, OnProgress } from '../../engine/protocol.ts';
import { chooseDataset } from '../../renderer/actions/data.ts';
import { nudge } from '../../renderer/actions/graph/move.ts';
import { chooseStart } from '../../renderer/actions/start.ts';
import { setInDocument } from '../../renderer/actions/recipe.ts';
import { control } from '../../renderer/actions/training.ts';
import { devices } from '../../renderer/state/devices.ts';
import { describedOf, followData } from '../../renderer/state/document/data.ts';
import { followMemory, memoryReportOf, planMemoryAgain } from '../../renderer/state/document/memory.ts';
import { activeDocument, showRun, workspace } from '../../renderer/state/document/workspace.ts';
import { setHost } from '../../renderer/state/host.ts';
import { attempt, noticesShown } from '../../renderer/state/notices.ts';
import { judge, judgedOf } from '../../renderer/state/runs/evaluations.ts';
import { emptyRun, isStopping, runs, withEvent } from '../../renderer/state/runs/runs.ts';
import { worksUnderWay } from '../../renderer/state/work.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { TestEditor } from './TestEditor.ts';

interface Call {
  readonly name: CallName;
  readonly args: unknown;
  readonly signal: AbortSignal | undefined;
  readonly progress: OnProgress | undefined;
  answer(result: unknown): Promise<void>;
}

let calls: Call[] = [];
/** Answers when the test does; a call that is given up fails at once, as the real client's does. */
const host: HostClient = {
  call: (name, args, signal, progress) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () =>
        reject(new UserError(problem('call-cancelled', { call: verbatim(name) }))),
      );
      const answer = async (result: unknown) => {
        resolve(result as never);
        await settled();
      };
      calls.push({ name, args, signal, progress, answer });
      // which files a dataset names is answered at once
      if (name === 'data.files') resolve([] as never);
    }),
  on: () => () => {},
};
const settled = () => new Promise<void>((resolve) => void setTimeout(resolve, 0));
const asked = (name: CallName) => calls.filter((call) => call.name === name);
const titles = () => worksUnderWay().map(({ title, share }) => (share === null ? title : `${title} ${share}`));

let editor: TestEditor;
beforeEach(() => {
  calls = [];
  setHost(host);
  editor = new TestEditor(mnistCnn());
});

afterEach(async () => {
  for (const { cancel } of worksUnderWay()) cancel();
  await settled();
});

describe('judging', () => {
  it('shows how far it is, and is asked once', async () => {
    const question = { run: 'a', split: 'test', version: 'finished 1' } as const;
    const judging = judge(question);
    void judge(question);
    expect([titles(), judgedOf(question)]).toEqual([['Judging results'], { state: 'busy' }]);
    asked('model.evaluate')[0]!.progress!(250, 1000);
    expect(titles()).toEqual(['Judging results 0.25']);
    await asked('model.evaluate')[0]!.answer({ metrics: {} });
    await judging;
    await judge(question);
    expect([titles(), judgedOf(question)?.state, asked('model.evaluate').length]).toEqual([[], 'judged', 1]);
  });

  it('that is stale or cancelled is given up, and can be asked again', async () => {
    const stale = { run: 'b', split: 'test', version: 'finished 1' } as const;
    const newer = { ...stale, split: 'train' } as const;
    void judge(stale);
    const judging = judge(newer);
    await settled();
    expect(asked('model.evaluate').map(({ signal }) => signal!.aborted)).toEqual([true, false]);
    expect([titles(), judgedOf(stale), judgedOf(newer)]).toEqual([
      ['Judging results'],
      { state: 'cancelled' },
      { state: 'busy' },
    ]);
    worksUnderWay()[0]!.cancel();
    await judging;
    expect([titles(), judgedOf(newer)]).toEqual([[], { state: 'cancelled' }]);
    void judge(newer);
    expect(judgedOf(newer)).toEqual({ state: 'busy' });
  });
});

it('weights are read in sight; the newest choice counts, and cancelling it says nothing and changes nothing', async () => {
  const { key } = editor.open;
  const first = attempt(() => chooseStart(key, { file: '/first.safetensors' }));
  const second = attempt(() => chooseStart(key, { file: '/second.safetensors' }));
  await first;
  expect(titles()).toEqual(['Reading weights']);
  await asked('weights.describe')[1]!.answer([{ name: 'w', shape: [1] }]);
  await second;
  expect(editor.open.start?.weights).toEqual({ file: '/second.safetensors' });
  const third = attempt(() => chooseStart(key, { file: '/third.safetensors' }));
  worksUnderWay()[0]!.cancel();
  await third;
  expect([titles(), noticesShown(), editor.open.start?.weights]).toEqual([[], [], { file: '/second.safetensors' }]);
});

it('data that is opened can be cancelled, and is given up for other data of the same document', async () => {
  const stop = followData(workspace.subscribe, activeDocument);
  await settled();
  const opening = worksUnderWay();
  expect(opening.map(({ title }) => title)).toEqual(['Opening data']);
  opening[0]!.cancel();
  await settled();
  expect(describedOf(editor.open)).toMatchObject({ state: 'failed', message: 'Opening it was cancelled.' });
  void chooseDataset({ type: 'waves', settings: {} });
  await settled();
  void chooseDataset({ type: 'shapes', settings: {} });
  await settled();
  expect(asked('data.describe').map(({ args }) => (args as { dataset: { type: string } }).dataset.type)).toEqual([
    'mnist',
    'waves',
    'shapes',
  ]);
  expect(asked('data.describe').map(({ signal }) => signal!.aborted)).toEqual([true, true, false]);
  stop();
});

describe('the memory plan', () => {
  it('is given up for a newer one, not asked for what changes nothing of it, and asked again after it was cancelled', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const soon = () => vi.advanceTimersByTimeAsync(600);
    devices.setState({ list: [{ engine: 'onnx', id: 'cpu', title: 'CPU', available: true } as never] });
    const stop = followMemory();
    await soon();
    expect([asked('plan.memory').length, titles()]).toEqual([1, ['Working out the memory']]);
    editor.select('relu_1').act(() => nudge({ x: 40, y: 0 }));
    await soon();
    expect(asked('plan.memory')).toHaveLength(1);
    setInDocument('batch', ['training', 'batchSize'], 16);
    await soon();
    expect(asked('plan.memory').map(({ signal }) => signal!.aborted)).toEqual([true, false]);
    worksUnderWay()[0]!.cancel();
    await soon();
    expect([titles(), memoryReportOf(editor.open)]).toEqual([[], null]);
    planMemoryAgain();
    asked('plan.memory')[2]!
      .answer({ problem: null })
      .catch(() => {});
    await soon();
    expect([titles(), memoryReportOf(editor.open)]).toEqual([[], { problem: null }]);
    stop();
    vi.useRealTimers();
  });
});

it('a run that is told to stop or pause says so at once, until it has', async () => {
  const run = { ...emptyRun('r'), state: 'running' as const };
  runs.setState({ views: { r: run } });
  showRun(editor.open.key, 'r');
  const view = () => runs.getState().views.r!;
  const hear = (state: 'paused' | 'running' | 'stopping' | 'stopped') =>
    runs.setState({ views: { r: withEvent(view(), { event: 'state', state }) } });
  void control('pause');
  expect([view().wanted, isStopping(view())]).toEqual(['pause', false]);
  hear('paused');
  expect(view().wanted).toBeNull();
  void control('stop');
  expect(isStopping(view())).toBe(true);
  hear('running');
  expect(isStopping(view())).toBe(true);
  hear('stopped');
  expect(isStopping(view())).toBe(false);
  // it was told elsewhere, by the terminal that it was started in, say
  hear('running');
  hear('stopping');
  expect([view().wanted, isStopping(view())]).toEqual([null, true]);
});
