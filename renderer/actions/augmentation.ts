/** What is done by chance to the pictures that are learned from: steps in their order. */
import type { Choice } from '../../engine/graph/document.ts';
import { t } from '../../engine/texts/index.ts';
import { activeDocument } from '../state/document/workspace.ts';
import { withSetting } from './data.ts';
import { setInDocument } from './recipe.ts';

const chosen = (): readonly Choice[] => activeDocument()?.document.data.augment ?? [];
/** Where none is left the document says nothing of it. */
const choose = (steps: readonly Choice[]): void =>
  setInDocument(t('data.augment', 'Augmentation'), ['data', 'augment'], steps.length > 0 ? steps : undefined);

export const addAugmentation = (type: string): void => choose([...chosen(), { type, settings: {} }]);
export const removeAugmentation = (index: number): void => choose(chosen().toSpliced(index, 1));

/** One place earlier or later. */
export function moveAugmentation(index: number, by: 1 | -1): void {
  const moved = chosen()[index];
  if (moved)
    choose(
      chosen()
        .toSpliced(index, 1)
        .toSpliced(index + by, 0, moved),
    );
}

export const setAugmentationSetting = (index: number, name: string, value: unknown): void =>
  choose(chosen().map((one, i) => (i === index ? withSetting(one, name, value) : one)));
