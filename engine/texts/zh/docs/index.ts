/** What definitions say of themselves, by the English. Read when first wanted. */
import { activation } from './activation.ts';
import { attention } from './attention.ts';
import { blocks } from './blocks.ts';
import { convolution } from './convolution.ts';
import { datasets } from './datasets.ts';
import { layers } from './layers.ts';
import { losses } from './losses.ts';
import { metrics } from './metrics.ts';
import { optimizers } from './optimizers.ts';
import { pooling } from './pooling.ts';
import { recurrent } from './recurrent.ts';
import { shape } from './shape.ts';
import { shared } from './shared.ts';
import { templateClassics } from './templateClassics.ts';
import { templateImages } from './templateImages.ts';
import { templateSequences } from './templateSequences.ts';
import { templateTransformers } from './templateTransformers.ts';
import { training } from './training.ts';
import { transforms } from './transforms.ts';
import { weights } from './weights.ts';

export const docs: Readonly<Record<string, string>> = {
  ...activation,
  ...attention,
  ...blocks,
  ...convolution,
  ...datasets,
  ...layers,
  ...losses,
  ...metrics,
  ...optimizers,
  ...pooling,
  ...recurrent,
  ...shape,
  ...shared,
  ...templateClassics,
  ...templateImages,
  ...templateSequences,
  ...templateTransformers,
  ...training,
  ...transforms,
  ...weights,
};
