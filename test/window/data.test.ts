/** What is learned from, over the real host: datasets chosen, columns given, transforms put in order, and the repairs that do it. */
import { verbatim } from '../../engine/phrases.ts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { wordProblem } from '../../engine/problems.ts';
import { allOf, obstaclesOf } from '../../engine/train/obstacles.ts';
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
import { setLayerSetting } from '../../renderer/actions/graph/layerSettings.ts';
import { describedOf, describe as describeDataset } from '../../renderer/state/document/data.ts';
import { followRows, strayRowsOf } from '../../renderer/state/document/rows.ts';
import { problemsOf } from '../../renderer/state/document/problems.ts';
import { view } from '../../renderer/state/view.ts';
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

describe('what is still to do', () => {
  const said = () =>
    allOf(problemsOf(editor.open)).map(({ code, severity, repairs }) => [code, severity, repairs.length > 0]);

  it('is all that an empty document says, a button each', () => {
    expect(said()).toEqual([
      ['empty-graph', 'todo', true],
      ['data-missing', 'todo', true],
    ]);
    view.setState({ panel: 'problems' });
    editor.repair('Choose data');
    expect(view.getState().panel).toBe('data');
    editor.repair('Add an Input').expectSelected('input_1');
  });

  it('is to choose the folder, before anybody looks for one', async () => {
    editor = new TestEditor(mnistCnn());
    await chooseDataset({ type: 'pictures', settings: {} });
    await eventually(() => describedOf(editor.open).state).toBe('failed');
    expect(said()).toEqual([['data-unchosen', 'todo', true]]);
    expect(allOf(problemsOf(editor.open)).map(wordProblem)).toEqual([
      'Folder of pictures: choose what is to be read (Folder).',
    ]);
    await setDatasetSetting('folder', path.join(host.folder, 'nowhere'));
    await eventually(() => said()[0]).toEqual(['dataset-missing', 'error', true]);
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

describe('a new Input', () => {
  const inputs = () =>
    editor.document.graph.nodes.filter(({ type }) => type === 'input').map(({ settings }) => settings);

  it('takes shape and type from the data, and a column of its own', async () => {
    await chooseDataset({ type: 'sequence-tasks', settings: {} });
    editor.add('input').pick('embedding');
    const [tokens] = inputs();
    expect(tokens).toMatchObject({ values: 'int32' });
    const known = describedOf(editor.open);
    const columns = known.state === 'ready' ? known.columns : [];
    const { column } = editor.document.data.inputs.input_1!;
    expect(tokens!.shape).toEqual(columns.find(({ name }) => name === column)!.shape);
    expect(allOf(problemsOf(editor.open)).map(({ code }) => code)).not.toContain('data-mismatch');
  });

  it('is what it is by default where there is no data', () => {
    editor.add('input');
    expect([inputs(), editor.document.data.inputs]).toEqual([[{}], {}]);
  });
});

describe('the columns', () => {
  const transforms = () => editor.document.data.inputs.input_1!.transforms.map(({ type }) => type);
  beforeEach(() => {
    editor = new TestEditor(mnistCnn());
  });

  it('are given to inputs and targets; their transforms stay', () => {
    const before = transforms();
    editor.act(() => chooseColumn(['inputs', 'input_1'], verbatim('input_1'), 'other'));
    expect(editor.document.data.inputs.input_1!.column).toBe('other');
    expect(transforms()).toEqual(before);
    editor.expectSteps('Set column for input_1').undo().expectDocument(mnistCnn());
  });

  it('are transformed: added, set, moved and taken away', () => {
    const [first] = transforms();
    editor.act(() => addTransform(['inputs', 'input_1'], { type: 'scale', settings: {} }));
    expect(transforms()).toEqual([first, 'scale']);
    editor.act(() => moveTransform(['inputs', 'input_1'], 1, -1));
    expect(transforms()).toEqual(['scale', first]);
    editor.act(() => setTransformSetting(['inputs', 'input_1'], 0, 'factor', 2));
    expect(editor.document.data.inputs.input_1!.transforms[0]!.settings).toEqual({ factor: 2 });
    editor.act(() => setTransformSetting(['inputs', 'input_1'], 0, 'factor', undefined));
    expect(editor.document.data.inputs.input_1!.transforms[0]!.settings).toEqual({});
    editor.act(() => removeTransform(['inputs', 'input_1'], 0)).expectDocument(mnistCnn());
  });
});

describe('the rows of the data', () => {
  const said = () => obstaclesOf(problemsOf(editor.open)).map(wordProblem);
  let stop: () => void;
  beforeAll(() => {
    stop = followRows();
  });
  afterAll(() => stop());

  it('say what the columns do not: a label that no output has, before anything is trained', async () => {
    const labels = Int32Array.from({ length: 40 }, (_, i) => (i === 9 ? 255 : i % 3));
    writeFileSync(
      path.join(host.folder, 'stray.npz'),
      zipSync({
        'x.npy': writeNpy({ shape: [40, 4], data: new Float32Array(160) }),
        'y.npy': writeNpy({ shape: [40], data: labels }),
      }),
    );
    editor
      .add('input')
      .pick('dense')
      .act(() => setLayerSetting(['dense_1'], 'units', 'Units', 3));
    await chooseDataset({ type: 'numpy', settings: {} });
    await setDatasetSetting('inputs', path.join(host.folder, 'stray.npz'));
    editor.repair('Use cross-entropy').repair('Set the shape to 4');
    await eventually(said).toEqual([
      'The label in row 10 (counted from 1) is 255, but the network has 3 outputs (labels 0 to 2). Change the last layer, or correct the data.',
    ]);
    editor.repair('Ignore the label 255');
    await eventually(said).toEqual([]);
  });

  it('say the same as the columns where these say enough', async () => {
    editor = new TestEditor(mnistCnn());
    await describeDataset(editor.document.data.dataset!, null);
    const last = editor.document.graph.nodes.findLast(({ type }) => type === 'dense')!;
    editor.act(() => setLayerSetting([last.id], 'units', 'Units', 5));
    expect(said()[0]).toContain('The column "label" has 10 classes, but Dense');
    const before = said();
    await eventually(() => strayRowsOf(editor.open)?.length).toBe(1);
    expect(said()).toEqual(before);
    editor.repair('Set Units to 10');
    await eventually(() => strayRowsOf(editor.open)?.length).toBe(0);
    expect(said()).toEqual([]);
  });
});
