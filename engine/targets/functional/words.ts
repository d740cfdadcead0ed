/** What Keras and TensorFlow.js call layers and their weights, from the words that definitions have. */

/** Classes whose names are no word of their constructor's with a capital letter. */
const CLASSES: Readonly<Record<string, string>> = { lstm: 'LSTM', gru: 'GRU', elu: 'ELU', prelu: 'PReLU' };

/** `Conv2D` of `conv2d`. */
export const className = (call: string): string =>
  CLASSES[call] ?? (call[0]!.toUpperCase() + call.slice(1)).replace(/(\d)d(?=$|Transpose)/, '$1D');

/** What weights are called where no argument speaks of them. */
const VARIABLES: Readonly<Record<string, string>> = { weight: 'kernel', bias: 'bias' };
const OF_NORMS: Readonly<Record<string, string>> = {
  weight: 'gamma',
  bias: 'beta',
  running_mean: 'moving_mean',
  running_var: 'moving_variance',
};
/** Arguments about a weight begin like this where its variable is called otherwise. */
const OF_ARGUMENTS: Readonly<Record<string, string>> = {
  recurrent: 'recurrent_kernel',
  depthwise: 'depthwise_kernel',
  pointwise: 'pointwise_kernel',
};

/** The variable of a layer that holds one of its weights. */
export function variableOf(
  call: string,
  { name, argument }: { readonly name: string; readonly argument?: string },
): string {
  if (argument !== undefined) return OF_ARGUMENTS[argument] ?? argument;
  return (/norm/i.test(call) ? OF_NORMS : VARIABLES)[name]!;
}
