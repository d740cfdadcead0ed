/**
 * Formulation: rewrites that change no mathematics, only what a program costs on ONNX Runtime's CPU kernels. One file is one idea;
 * this is the list of them. Which shapes an idea is for is written and measured in its own file.
 */
import { verify } from '../../ir/verify.ts';
import type { Program } from '../../ir/program.ts';
import { simplify } from '../simplify.ts';
import { batchLast } from './batchLast.ts';

/** For the forward half of a training step, before it is differentiated: gradients follow from the new form by themselves. */
export const formulateForward = (program: Program): Program => verify(simplify(batchLast(program)));
