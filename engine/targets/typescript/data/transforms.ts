/** Transforms that TensorFlow.js has a word for, as code of an exported project. */
import type { Choice } from '../../../graph/document.ts';
import { numberText } from '../../literals.ts';

type Settings = Choice['settings'];

/** One transform as an expression of `x`. */
export const SPELLED: Readonly<Record<string, (x: string, settings: Settings) => string>> = {
  scale(x, { divisor = 255, subtract = 0, divide = 1 }) {
    const divided = divisor === 1 ? x : `tf.div(${x}, ${numberText(divisor)})`;
    const shifted = subtract === 0 ? divided : `tf.sub(${divided}, ${numberText(subtract)})`;
    return divide === 1 ? shifted : `tf.div(${shifted}, ${numberText(divide)})`;
  },
  oneHot: (x, { classes = 10 }) => `tf.cast(tf.oneHot(${x}, ${numberText(classes)}), 'float32')`,
};
