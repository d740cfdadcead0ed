/**
 * Rewrites that change no mathematics, only what a program costs on ONNX Runtime's CPU kernels. One file is one idea,
 * and says for which shapes it is and what it gains; this is the list of them.
 */
import { verify } from '../../../ir/verify.ts';
import { type RuntimeForms, rewrites } from '../../../passes/compiled.ts';
import { simplify } from '../../../passes/simplify.ts';
import { attention } from './attention.ts';
import { batchLast } from './batchLast.ts';
import { factors } from './factors.ts';
import { gates } from './gates.ts';
import { loops } from './loops.ts';
import { scales } from './scales.ts';
import { scatters } from './scatters.ts';
import { selections } from './selections.ts';
import { stages } from './stages.ts';
import { sums } from './sums.ts';

export const onnxForms: RuntimeForms = {
  forward: rewrites(batchLast, simplify, verify),
  whole: rewrites(factors, attention, scatters, scales, stages, sums, simplify, loops, gates, selections, verify),
};

/**
 * The forms for a device. Those above are the CPU's: on WebGPU, strided convolutions with the batch last gave wrong
 * numbers (the loss of resnet18 was off by 4e-3), and the plain programs of ResNets and DenseNet were faster, too.
 */
export const onnxFormsFor = (device: string): RuntimeForms | undefined => (device === 'cpu' ? onnxForms : undefined);
