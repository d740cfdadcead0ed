/** How the network learns, as the document says it: losses, optimizer, schedule, metrics and single settings. */
import { isOfTarget } from '../../engine/learn/measured.ts';
import { configure, weighSamples } from '../../engine/graph/edits.ts';
import { judgedFor, withTask } from '../../engine/importers/common/training.ts';
import { optimizerOf } from '../../engine/learn/index.ts';
import type { Task } from '../../engine/learn/usual.ts';
import { checkedOf } from '../state/document/checked.ts';
import { withColumns } from '../state/document/data.ts';
import { activeDocument, edit } from '../state/document/workspace.ts';
import { t } from '../../engine/texts/index.ts';
import { withinSentence } from '../../engine/texts/definitions.ts';

type Path = readonly (string | number)[];

/** One value at its place in the document: one undo step for what is typed at a stretch. */
export const setInDocument = (label: string, path: Path, value: unknown): void =>
  edit(
    t('edits.set', 'Set {{what}}', { what: withinSentence(label) }),
    (document) => configure(document, path, value),
    { merge: path.join('/') },
  );

/** A setting of what is chosen at the path; undefined is its default. */
export function setChoiceSetting(label: string, path: Path, name: string, value: unknown): void {
  const open = activeDocument();
  if (!open) return;
  const settings = path.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | undefined)?.[key],
    open.document,
  );
  const { [name]: _, ...others } = (settings ?? {}) as Record<string, unknown>;
  setInDocument(label, path, value === undefined ? others : { ...others, [name]: value });
}

export const renameDocument = (name: string): void =>
  edit(t('edits.renameDocument', 'Rename document'), (document) => configure(document, ['name'], name), {
    merge: 'document name',
  });

/** A learning rate that was the old rule's own becomes the new rule's own. */
export function chooseOptimizer(type: string): void {
  edit(t('edits.setOptimizer', 'Set optimizer'), (document) => {
    const { training } = document;
    const usual = training.learningRate === optimizerOf(training.optimizer.type)?.learningRate;
    return {
      ...document,
      training: {
        ...training,
        optimizer: { type, settings: {} },
        ...(usual && { learningRate: optimizerOf(type)!.learningRate }),
      },
    };
  });
}

export const chooseSchedule = (type: string): void =>
  setInDocument(t('training.schedule', 'Schedule'), ['training', 'schedule'], { type, settings: {} });

/** Another loss, of the last output where there are some already; its target gets a column where the data has one. */
export function addLoss(type: string): void {
  const open = activeDocument();
  if (!open) return;
  const { losses } = open.document.training;
  const output = checkedOf(open.document).outputs.at(-1);
  edit(t('edits.setLoss', 'Set loss'), (document) =>
    withColumns(
      configure(document, ['training', 'losses', losses.length], {
        target: losses.length === 0 ? 'target' : `target_${losses.length + 1}`,
        loss: { type, settings: {} },
        weight: 1,
        ...(losses.length > 0 && output !== undefined && { output }),
      }),
      open,
    ),
  );
}

export const chooseLoss = (index: number, type: string): void =>
  setInDocument(t('training.loss', 'Loss'), ['training', 'losses', index, 'loss'], { type, settings: {} });

export function removeLoss(index: number): void {
  edit(t('training.losses', 'Losses'), (document) => {
    const { losses, metrics } = document.training;
    const left = losses.toSpliced(index, 1);
    // what was measured of its target is not known any more
    const kept = metrics.filter(({ target }) => target === undefined || left.some((one) => one.target === target));
    return { ...document, training: { ...document.training, losses: left, metrics: kept } };
  });
}

/** What the output of a target is for, with the loss and the metrics that are usual for it. */
export function chooseTask(target: string, task: Task): void {
  edit(t('edits.setLoss', 'Set loss'), (document) => {
    const output = document.training.losses.find((one) => one.target === target)?.output;
    const checked = checkedOf(document);
    const type = checked.nodes.get(output ?? checked.outputs[0] ?? '')?.outputs[0];
    const judged = output === undefined ? undefined : judgedFor(document.graph, output, task);
    const size = Number(type?.shape.at(-1) ?? 1);
    return { ...document, training: withTask(document.training, target, task, size, judged) };
  });
}

/** Which output a loss judges. */
export const chooseOutput = (index: number, output: string): void =>
  setInDocument(t('training.output', 'Output of the loss'), ['training', 'losses', index, 'output'], output);

/** The column that says how much the samples of a loss count; undefined where all count alike. */
export const chooseSampleWeights = (index: number, column: string | undefined): void =>
  edit(t('edits.setSampleWeights', 'Set sample weights'), (document) => weighSamples(document, index, column));

/** `target`: where there are several, the one that it is measured of. */
export function toggleMetric(type: string, target?: string): void {
  const training = activeDocument()?.document.training;
  if (!training) return;
  const { metrics } = training;
  const others = metrics.filter(
    (one) => one.type !== type || (target !== undefined && !isOfTarget(one, target, training)),
  );
  const added = { type, settings: {}, ...(target !== undefined && { target }) };
  setInDocument(
    t('training.metrics', 'Metrics'),
    ['training', 'metrics'],
    others.length < metrics.length ? others : [...metrics, added],
  );
}

export const stopEarly = (on: boolean): void =>
  setInDocument(
    t('training.earlyStopping', 'Early stopping'),
    ['training', 'earlyStopping'],
    on ? { monitor: 'loss', patience: 5, minimumChange: 0 } : null,
  );

/** Trainings record the statistics of their layers, as often as they do where nothing is said. */
export const recordStatistics = (): void =>
  setInDocument(t('training.statisticsEvery', 'Statistics every'), ['training', 'statisticsEvery'], null);
