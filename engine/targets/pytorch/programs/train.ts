/** `train.py` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import { monitored } from '../../../learn/monitored.ts';
import { isAugmented } from '../../python/augment/source.ts';
import { ADDED_STEP, ADDED_TERMS, STEP, TRAIN } from '../files/train.ts';
import { hasConstraints, hasPreparation } from '../learning/optimizer.ts';
import { isObserved } from '../../python/schedule.ts';
import type { ModelSource } from '../model/model.ts';
import { filled } from '../../filled.ts';
import { docstring, literal, numberText } from '../../python/text.ts';

/** `terms`: how many sums the batches of one update add up. */
export function trainSource(document: Document, model: ModelSource, terms: number): string {
  const { training, name } = document;
  const { monitor, better } = monitored(document);
  const { earlyStopping, accumulation } = training;
  const accumulates = accumulation > 1;
  const prunes = training.pruning.sparsity > 0;
  const about = `Trains ${name}: python train.py --help. On several processes and machines: torchrun --nproc-per-node=2 train.py.`;
  return filled(
    TRAIN,
    {
      doc: docstring(about),
      network: model.name,
      name: literal(name),
      seed: numberText(training.seed),
      batch: numberText(training.batchSize),
      epochs: numberText(training.epochs),
      accumulation: numberText(accumulation),
      monitor: literal(monitor),
      patience: numberText(earlyStopping?.patience ?? 0),
      half: literal(training.savedAs === 'float16'),
      drop: literal(training.lastBatch === 'drop'),
      gain: better === 'higher' ? 'value - before' : 'before - value',
      change: numberText(earlyStopping?.minimumChange ?? 0),
      step: !accumulates ? STEP : terms === 1 ? ADDED_STEP : ADDED_TERMS,
    },
    {
      accumulates,
      addsUp: accumulates && terms === 1,
      stops: earlyStopping !== null,
      penalizes: model.penalizes,
      byTerms: accumulates && terms > 1,
      averaged: training.averaging.type !== 'none',
      observes: isObserved(training),
      augments: isAugmented(document),
      prepares: hasPreparation(training),
      constrains: hasConstraints(model.weights),
      prunes,
      prunesAlone: prunes && training.averaging.type === 'none',
      prunesAveraged: prunes && training.averaging.type !== 'none',
      keepsBest: training.keep === 'best' && (document.data.split.validation > 0 || earlyStopping !== null),
    },
  );
}
