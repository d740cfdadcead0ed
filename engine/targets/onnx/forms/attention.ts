/**
 * The gradient of attention's softmax is P ∘ (dP - rowsum(dP ∘ P)), with dP = dO Vᵀ and O = P V. Its row sums equal
 * those of dO ∘ O, which has one number for each feature of a head, where dP ∘ P has one for each key (Dao and others,
 * "FlashAttention", 2022, section 3.1).
 *
 * transformer-4x128/16, with heads of 16 features and 128 keys: two of six passes over its attention matrices less.
 */
import type { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { replaced } from './rewrite.ts';

export function attention(program: Program): Program {
  const products = program.equations.filter((equation) => equation.prim === 'matmul');
  return replaced(program, ({ prim, params, inputs, outputs: [y] }, { b, defUse, current, isReplaced }) => {
    const [x] = inputs;
    if (prim === 'sum') {
      const { axes, keep } = params as { axes: readonly number[]; keep: boolean };
      const factors = defUse.definedBy(x!, 'mul')?.inputs;
      const pair =
        factors && axes.length === 1 && axes[0] === x!.shape.length - 1 ? mixed(factors, defUse, products) : undefined;
      return pair && sizeOf(pair[0].shape) < sizeOf(x!.shape)
        ? b.sum(b.mul(current(pair[0]), current(pair[1])), axes, keep)
        : undefined;
    }
    // p g - p s becomes p (g - s), where s is a sum that was replaced
    const [left, right] = prim === 'sub' ? inputs.map((value) => defUse.definedBy(value, 'mul')) : [];
    const sum = right?.inputs.find(isReplaced);
    const common = right?.inputs.find((value) => value !== sum);
    const other = left?.inputs.find((value) => value !== common);
    if (!sum || !other || !left!.inputs.includes(common!) || sizeOf(y!.shape) !== sizeOf(common!.shape))
      return undefined;
    return b.mul(current(common!), b.sub(current(other), current(sum)));
  });
}

/** The factors are P and dP = dO Vᵀ, in either order. Gives dO and O = P V, if the program has that product. */
function mixed(
  [one, other]: readonly Value[],
  defUse: DefUse,
  products: readonly Equation<'matmul'>[],
): readonly [Value, Value] | undefined {
  const found = [
    [one!, other!],
    [other!, one!],
  ].map(([weights, gradient]) => {
    const product = defUse.definedBy(gradient!, 'matmul');
    const result =
      product &&
      !product.params.transposeA &&
      products.find(
        ({ params, inputs: [p, v] }) =>
          p === weights &&
          v === product.inputs[1] &&
          !params.transposeA &&
          params.transposeB !== product.params.transposeB,
      );
    return result ? ([product.inputs[0]!, result.outputs[0]!] as const) : undefined;
  });
  return found.find((pair) => pair !== undefined);
}
