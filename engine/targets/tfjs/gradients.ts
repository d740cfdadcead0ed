/**
 * Gradients as PyTorch has them, where those of TensorFlow.js are others. What was not taken (by relu, by a condition, as the smaller of two)
 * has a gradient of zero whatever comes: TensorFlow.js multiplies, and zero times infinity is NaN. Equal extrema share theirs. That of |x|
 * at 0 is 0, that of a quotient is not lost in the square of its divisor, and comparisons and places have one: none.
 */
import * as tf from '@tensorflow/tfjs-core';

type Saved = tf.Tensor[];

/** Undoes broadcasting. */
function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** dy where something holds, else 0. */
const where = (holds: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.where(holds, dy, tf.zerosLike(dy));
const unless = (holds: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.where(holds, tf.zerosLike(dy), dy);

/** None, of what has no derivative. */
function registerFlat(kernelName: string, names: readonly string[]): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: [...names],
    gradFunc: (_, saved) => Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
  });
}

/** Of the larger or smaller of two: `wins` says whether the first is the one. Equal ones get half of it each. */
function registerExtreme(kernelName: string, wins: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const share = (one: tf.Tensor, other: tf.Tensor) => () =>
        sumTo(
          unless(wins(other, one), tf.where(tf.equal(one, other), tf.mul(dy as tf.Tensor, 0.5), dy as tf.Tensor)),
          one.shape,
        );
      return { a: share(a, b), b: share(b, a) };
    },
  });
}

/** Of the largest or smallest along axes, which the attribute of this name has. */
function registerExtremeAlong(kernelName: string, attribute: string): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = saved as [tf.Tensor, tf.Tensor];
      const axes = tf.util.parseAxisParam(attrs[attribute] as number[], x.shape);
      const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return {
        x: () => {
          const hit = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
          return tf.mul(hit, tf.div(tf.reshape(dy as tf.Tensor, kept), tf.sum(hit, axes, true)));
        },
      };
    },
  });
}

/** Of p ^ q: q p^(q-1), which is 0 for a q of 0, and p^q log(p), which is 0 for a p of 0. */
function powerGradient(dy: tf.Tensor, [p, q, y]: Saved): { a: () => tf.Tensor; b: () => tf.Tensor } {
  return {
    a: () => sumTo(unless(tf.equal(q!, 0), tf.mul(dy, tf.mul(q!, tf.pow(p!, tf.sub(q!, 1))))), p!.shape),
    b: () => sumTo(tf.mul(dy, where(tf.greater(p!, 0), tf.mul(y!, tf.log(p!)))), q!.shape),
  };
}

/** Call once. */
export function supplyGradients(): void {
  const one =
    (gradient: (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor) =>
    (dy: tf.Tensor | tf.Tensor[], [saved]: Saved) => ({
      x: () => gradient(dy as tf.Tensor, saved!),
    });
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: one((dy, y) => where(tf.greater(y, 0), dy)),
  });
  tf.registerGradient({ kernelName: 'Abs', inputsToSave: ['x'], gradFunc: one((dy, x) => tf.mul(dy, tf.sign(x))) });
  tf.registerGradient({
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, [holds]) => ({
      condition: () => tf.cast(tf.zerosLike(holds!), 'float32'),
      t: () => where(holds!, dy as tf.Tensor),
      e: () => unless(holds!, dy as tf.Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: 'RealDiv',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, [a, b, y]) => ({
      a: () => sumTo(tf.div(dy as tf.Tensor, b!), a!.shape),
      b: () => sumTo(tf.neg(tf.div(tf.mul(dy as tf.Tensor, y!), b!)), b!.shape),
    }),
  });
  tf.registerGradient({
    kernelName: 'Pow',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, saved) => powerGradient(dy as tf.Tensor, saved),
  });
  for (const name of ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'])
    registerFlat(name, ['a', 'b']);
  for (const name of ['LogicalNot', 'TopK', 'ArgMax']) registerFlat(name, ['x']);
  const gathered = tf.getGradient('GatherV2');
  tf.registerGradient({
    ...gathered,
    gradFunc: (dy, saved, attrs) => ({
      ...gathered.gradFunc(dy, saved, attrs),
      indices: () => tf.zeros(saved[1]!.shape),
    }),
  });
  registerExtreme('Maximum', tf.greater);
  registerExtreme('Minimum', tf.less);
  registerExtremeAlong('Max', 'reductionIndices');
  registerExtremeAlong('Min', 'axis');
}
