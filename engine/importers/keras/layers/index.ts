/** What each layer of Keras becomes: a table a file. */
import { phrase, verbatim } from '../../../phrases.ts';
import type { Flow } from '../../common/flow.ts';
import { type LayerCall, Unmapped } from '../call.ts';
import type { Call, KerasLayer } from '../model.ts';
import { ACTIVATIONS } from './activations.ts';
import { ATTENTION } from './attention.ts';
import { CORE } from './core.ts';
import type { Convert, Converters } from './define.ts';
import { OPERATIONS } from './operations.ts';
import { RECURRENT, wrapped } from './recurrent.ts';
import { SHAPE } from './shape.ts';
import { WINDOWS } from './windows.ts';

const LAYERS: Converters = {
  ...CORE,
  ...WINDOWS,
  ...ACTIVATIONS,
  ...RECURRENT,
  ...ATTENTION,
  ...SHAPE,
  TimeDistributed,
};

/** The layer within, applied to each step by itself. */
function TimeDistributed(call: LayerCall): Flow | readonly Flow[] {
  const { x } = call;
  const from = call.flows.inOrder(x, x.order[0] === 0 ? x.order : x.order.map((_, axis) => axis));
  const step: Flow = { end: from.end, order: from.order.slice(1).map((axis) => axis - 1) };
  const inner = call.of(wrapped(call, 'layer'), call.variables(), { inputs: [step], flows: call.flows.eachStep() });
  const outputs = [converterOf(inner.layer, inner.call)(inner)].flat() as Flow[];
  call.doubts.push(...inner.doubts);
  return outputs.map(({ end, order }) => ({
    end,
    order: [0, ...order.map((axis) => axis + 1)],
    ...(x.mask && { mask: x.mask }),
  }));
}

/** Code of the model's own, which is never run. */
const OWN_CODE = ['Lambda', 'TFOpLambda', 'SlicingOpLambda', 'TorchModuleWrapper', 'JaxLayer', 'TFSMLayer'];

/** Throws `Unmapped` where there is none. */
export function converterOf({ className, module }: Pick<KerasLayer, 'className' | 'module'>, { args }: Call): Convert {
  if (OWN_CODE.includes(className)) throw new Unmapped(phrase('import-own-code'));
  // a layer takes its inputs in a list, an operation side by side
  const isOperation = module === '' ? args.length > 1 || !Object.hasOwn(LAYERS, className) : /\.ops\./.test(module);
  const table = isOperation && Object.hasOwn(OPERATIONS, className) ? OPERATIONS : LAYERS;
  const found = Object.hasOwn(table, className) ? table[className] : undefined;
  const isOwn = module === '' || /^(keras|tensorflow|tf_keras)(\.|$)/.test(module);
  if (!found || !isOwn) throw new Unmapped(phrase('import-unknown-layer', { name: verbatim(className.slice(0, 80)) }));
  return found;
}

/** Layers that work number by number, and so on rows in any order. */
const EACH = new Set([
  ...['Activation', 'ReLU', 'LeakyReLU', 'ELU', 'PReLU', 'ThresholdedReLU', 'Identity', 'BatchNormalization'],
  ...['Dropout', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise', 'ActivityRegularization', 'LayerNormalization'],
]);

/** Whether a layer reads a row whatever the order of its numbers: `row` one that sums them up, `each` number by number. */
export function readsRow({ className, config }: KerasLayer): 'row' | 'each' | 'no' {
  if (className === 'Dense') return 'row';
  const isSoftmax = className === 'Activation' && /softmax|glu/.test(JSON.stringify(config.activation ?? ''));
  return EACH.has(className) && !isSoftmax ? 'each' : 'no';
}
