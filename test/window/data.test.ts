/** What is learned from, over the real host: datasets chosen, columns given, transforms put in order, and the repairs that do it. */
import { verbatim } from '../../engine/phrases.ts';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { obstaclesOf } from '../../engine/train/obstacles.ts';
import { writePictures } from '../training/small.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import {
  addTransform,
  chooseColumn,
  chooseDataset,
  moveTransform,
  removeTransform,
  setDatasetSetting,
  setTransformSetting,
} from '../../renderer/actions/data.ts';
import { describedOf } from '../../renderer/state/document/data.ts';
import { problemsOf } from '../../renderer/state/document/problems.ts';
import { eventually, startHost, type WindowHost } from './host.ts';
import { TestEditor } from './TestEditor.ts';

let host: WindowHost;
beforeAll(async () => {
  host = await startHost();
  writePictures(path.join(host.folder, 'pictures.npz'));
});
let editor: TestEditor;
beforeEach(() => {
  editor = new TestEditor();
});

const obstacles = () => obstaclesOf(problemsOf(editor.open)).map(({ code }) => code);

describe('a network drawn from nothing', () => {
  it('gets its data, loss and columns by the repairs, and can be trained', async () => {
    editor.add('input').pick('flatten').pick('dense');
    expect(obstacles()).toContain('data-missing');
    editor.repair('Use the MNIST digits');
    await eventually(() => describedOf(editor.open).state).toBe('ready');
    editor.repair('Use cross-entropy');
    await eventually(obstacles).toEqual([]);
    expect(editor.document.data).toMatchObject({
      dataset: { type: 'mnist' },
      inputs: { input_1: { column: 'image' } },
      targets: { target: { column: 'label' } },
    });
  });
});

describe('a dataset', () => {
  it('is chosen with its settings and columns, as one step', async () => {
    editor = new TestEditor(mnistCnn());
    await chooseDataset({ type: 'numpy', settings: {} });
    await setDatasetSetting('inputs', path.join(host.folder, 'pictures.npz'));
    await eventually(() => describedOf(editor.open).state).toBe('ready');
    expect(editor.document.data).toMatchObject({
      inputs: { input_1: { column: 'x' } },
      targets: { target: { column: 'y' } },
    });
    editor.expectSteps('Choose data').undo().expectDocument(mnistCnn());
  });

  it('that cannot be read says why', async () => {
    await chooseDataset({ type: 'numpy', settings: { inputs: path.join(host.folder, 'nowhere.npz') } });
    await eventually(() => describedOf(editor.open).state).toBe('failed');
    expect(obstacles().length).toBeGreaterThan(0);
  });
});

describe('the columns', () => {
  const transforms = () => editor.document.data.inputs.input_1!.transforms.map(({ type }) => type);
  beforeEach(() => {
    editor = new TestEditor(mnistCnn());
  });

  it('are given to inputs and targets; their transforms stay', () => {
    const before = transforms();
    editor.act(() => chooseColumn('inputs', 'input_1', verbatim('input_1'), 'other'));
    expect(editor.document.data.inputs.input_1!.column).toBe('other');
    expect(transforms()).toEqual(before);
    editor.expectSteps('Set column for input_1').undo().expectDocument(mnistCnn());
  });

  it('are transformed: added, set, moved and taken away', () => {
    const [first] = transforms();
    editor.act(() => addTransform('inputs', 'input_1', 'scale'));
    expect(transforms()).toEqual([first, 'scale']);
    editor.act(() => moveTransform('inputs', 'input_1', 1, -1));
    expect(transforms()).toEqual(['scale', first]);
    editor.act(() => setTransformSetting('inputs', 'input_1', 0, 'factor', 2));
    expect(editor.document.data.inputs.input_1!.transforms[0]!.settings).toEqual({ factor: 2 });
    editor.act(() => setTransformSetting('inputs', 'input_1', 0, 'factor', undefined));
    expect(editor.document.data.inputs.input_1!.transforms[0]!.settings).toEqual({});
    editor.act(() => removeTransform('inputs', 'input_1', 0)).expectDocument(mnistCnn());
  });
});
