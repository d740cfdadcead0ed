/** Every dataset and transform there is. */
import { describedDigits } from './datasets/describedDigits.ts';
import { idx } from './datasets/idx.ts';
import { answers } from './datasets/answers.ts';
import { labelledPictures } from './datasets/labelled/pictures.ts';
import { labelledSounds } from './datasets/labelled/sounds.ts';
import { labelledTexts } from './datasets/labelledTexts.ts';
import { mnist } from './datasets/mnist.ts';
import { noisedDigits } from './datasets/noisedDigits.ts';
import { numpy } from './datasets/numpy.ts';
import { pictures } from './datasets/pictures.ts';
import { picturePairs } from './datasets/pictures/pairs.ts';
import { points } from './datasets/points.ts';
import { sentences } from './datasets/sentences.ts';
import { sequenceTasks } from './datasets/sequenceTasks.ts';
import { series } from './datasets/series.ts';
import { table } from './datasets/table.ts';
import { sounds } from './datasets/sounds.ts';
import { shapes } from './datasets/shapes.ts';
import { text } from './datasets/text.ts';
import { waves } from './datasets/waves.ts';
import type { DataConfig, Dealt } from '../graph/document.ts';
import type { Dataset, Transform } from './define.ts';
import { bagOfWords } from './transforms/bagOfWords.ts';
import { bucket } from './transforms/bucket.ts';
import { clip } from './transforms/clip.ts';
import { cyclic } from './transforms/cyclic.ts';
import { dateParts } from './transforms/dateParts.ts';
import { hash } from './transforms/hash.ts';
import { impute } from './transforms/impute.ts';
import { log } from './transforms/log.ts';
import { lowerCase } from './transforms/lowerCase.ts';
import { minMax } from './transforms/minMax.ts';
import { normalizeText } from './transforms/normalizeText.ts';
import { oneHot } from './transforms/oneHot.ts';
import { ordinal } from './transforms/ordinal.ts';
import { crop } from './transforms/pictures/crop.ts';
import { grey } from './transforms/pictures/grey.ts';
import { normalize } from './transforms/pictures/normalize.ts';
import { resize } from './transforms/pictures/resize.ts';
import { threeChannels } from './transforms/pictures/threeChannels.ts';
import { power } from './transforms/power.ts';
import { robust } from './transforms/robust.ts';
import { pad } from './transforms/pad.ts';
import { scale } from './transforms/scale.ts';
import { standardize } from './transforms/standardize.ts';
import { tokenize } from './transforms/tokenize.ts';
import { logMel } from './transforms/sounds/logMel.ts';
import { truncate } from './transforms/truncate.ts';

export const DATASETS: readonly Dataset[] = [
  mnist,
  noisedDigits,
  describedDigits,
  text,
  shapes,
  points,
  waves,
  sequenceTasks,
  sentences,
  idx,
  table,
  series,
  labelledTexts,
  answers,
  numpy,
  pictures,
  labelledPictures,
  picturePairs,
  sounds,
  labelledSounds,
];
export const TRANSFORMS: readonly Transform[] = [
  impute,
  scale,
  standardize,
  minMax,
  robust,
  power,
  log,
  clip,
  bucket,
  dateParts,
  cyclic,
  oneHot,
  ordinal,
  hash,
  lowerCase,
  normalizeText,
  tokenize,
  bagOfWords,
  truncate,
  pad,
  resize,
  crop,
  grey,
  threeChannels,
  normalize,
  logMel,
];

export const datasetOf = (id: string): Dataset | undefined => DATASETS.find((dataset) => dataset.id === id);

/** What has to be known besides a dataset to say which tokens it has: how the document deals its rows out; nothing of most. */
export const dealtFor = ({ dataset, split, targets }: DataConfig): Dealt | undefined =>
  dataset && datasetOf(dataset.type)?.learnsTokens ? { split, targets } : undefined;

export const transformOf = (id: string): Transform | undefined => TRANSFORMS.find((transform) => transform.id === id);
