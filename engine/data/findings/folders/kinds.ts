/** Of which data something is found. */
import type { Choice } from '../../../graph/document.ts';
import { labelledTexts } from '../../datasets/labelledTexts.ts';
import { pictures } from '../../datasets/pictures.ts';
import { sounds } from '../../datasets/sounds.ts';
import { table } from '../../datasets/table.ts';

const FOLDERS: ReadonlySet<string> = new Set([pictures.id, sounds.id, labelledTexts.id]);

/** Folders by class. */
export const isByClass = ({ type }: Choice): boolean => FOLDERS.has(type);

/** Whether somebody looks through data of this kind. */
export const hasFindings = (dataset: Choice): boolean => dataset.type === table.id || isByClass(dataset);
