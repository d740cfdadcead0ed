/** Of which data something is found. */
import type { Choice } from '../../../graph/document.ts';
import { labelledPictures } from '../../datasets/labelled/pictures.ts';
import { labelledSounds } from '../../datasets/labelled/sounds.ts';
import { labelledTexts } from '../../datasets/labelledTexts.ts';
import { picturePairs } from '../../datasets/pictures/pairs.ts';
import { pictures } from '../../datasets/pictures.ts';
import { sounds } from '../../datasets/sounds.ts';
import { table } from '../../datasets/table.ts';

const FOLDERS: ReadonlySet<string> = new Set([
  pictures.id,
  sounds.id,
  labelledTexts.id,
  picturePairs.id,
  labelledPictures.id,
  labelledSounds.id,
]);

/** Files of a folder. */
export const areFiles = ({ type }: Choice): boolean => FOLDERS.has(type);

/** Whether somebody looks through data of this kind. */
export const hasFindings = (dataset: Choice): boolean => dataset.type === table.id || areFiles(dataset);
