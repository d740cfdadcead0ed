/** What a training takes on ONNX Runtime's CPU device, foreseen from its programs. */
import { stateNames } from '../../../ir/program.ts';
import type { EstimateMemory } from '../../../passes/memory.ts';
import { BYTES } from '../../../types/dtype.ts';
import { sizeOf } from '../../../types/shape.ts';
import { onnxForms } from '../forms/index.ts';
import { statePlaces } from './inPlace.ts';
import { memoryOf } from './peak.ts';

// measured on Linux with the bench's cases (`npm run bench:memory`)
/** What ONNX Runtime takes, and what every equation of a program that it loads adds. */
const RUNTIME = 40 << 20;
const EQUATION = 16 << 10;
/** Freed pieces of memory do not join, so not all of it can be used again: fragmentation, as a factor. */
const SCATTERED = 1.6;

export const estimateOnnxMemory: EstimateMemory = (model, kinds) => {
  const slots = new Set(model.slots.map(({ name }) => name));
  const state = new Set([...slots, ...model.weights.map(({ name }) => name)]);
  const programs = kinds.map(([kind, batch]) => {
    const program = model.program(kind, batch, onnxForms);
    const { overwritten, staged } = statePlaces(program, slots);
    return { program, overwritten, peak: memoryOf(program, [...staged.keys()]) };
  });
  const step = programs[0]!;
  const readBack = programs
    .flatMap(({ program }) => program.outputs.filter(({ name }) => !state.has(name)))
    .reduce((sum, { value }) => sum + BYTES[value.dtype] * sizeOf(value.shape), 0);
  return {
    programs: RUNTIME + EQUATION * step.program.equations.length,
    doubled: stateNames(step.program).filter((name) => !step.overwritten.has(name)),
    results: readBack + SCATTERED * Math.max(...programs.map(({ peak }) => peak)),
  };
};
