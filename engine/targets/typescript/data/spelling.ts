/** How the code of an exported project says what a network takes. */
export interface Spelling {
  readonly type: string;
  readonly imports: readonly string[];
  /** Of numbers `data`, the rows and the shape of a row. */
  readonly made: string;
  /** What stands around a list of them. */
  readonly list: readonly [open: string, close: string];
  /** The numbers of `answers`, and what is made of `data` and `shape`. */
  readonly read: string;
  readonly back: string;
}
const NUMBERS = "dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data)";
export const TENSORS: Spelling = {
  type: 'tf.Tensor',
  imports: ["import * as tf from '@tensorflow/tfjs';"],
  made: `tf.tensor(${NUMBERS}, [rows!, ...shape], dtype)`,
  list: ['tf.tidy(() => [', ']);'],
  read: 'answers.dataSync()',
  back: 'tf.tensor(data, [...shape])',
};
export const PLAIN: Spelling = {
  type: 'Values',
  imports: ["import type { Values } from './network.ts';"],
  made: `{ dtype, shape: [rows!, ...shape], data: ${NUMBERS} }`,
  list: ['[', '];'],
  read: 'answers.data',
  back: "{ dtype: 'float32', shape: [...shape], data: Float32Array.from(data) }",
};
