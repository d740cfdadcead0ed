/** How many threads are worth their while for a program. */
import type { Prim, Program } from '../../ir/prims.ts';
import { sizeOf } from '../../types/shape.ts';

/** Elements of a result, and multiplications of a product, up to which a second thread gains nothing. */
const SMALL = { elements: 1 << 13, products: 1 << 18 };

/**
 * One where every step of the program is small: ONNX Runtime's other threads then spin for most of the time and keep the cores from
 * whoever reads the next rows. (A table's network of 2,817 weights took 7,400 steps a second with one thread and 6,300 with two on two
 * cores, and waited for its rows for 3 % of the time and for 22 %.)
 */
export const threadsFor = (program: Program, threads: number): number => (isSmall(program) ? 1 : threads);

const isSmall = ({ equations }: Program): boolean =>
  equations.every(({ prim, params, inputs, outputs }) => {
    const largest = Math.max(...outputs.map(({ shape }) => sizeOf(shape)), ...inputs.map(({ shape }) => sizeOf(shape)));
    if (largest > SMALL.elements || ALWAYS_LARGE.has(prim)) return false;
    if (prim !== 'matmul') return true;
    const { transposeA } = params as { readonly transposeA: boolean };
    const inner = inputs[0]!.shape.at(transposeA ? -2 : -1)!;
    return sizeOf(outputs[0]!.shape) * inner <= SMALL.products;
  });

/** Each of their results takes many multiplications, or many steps. */
const ALWAYS_LARGE: ReadonlySet<Prim> = new Set(['conv', 'convInputGrad', 'convWeightGrad', 'scan']);
