/** Low-rank adapters alone, as Hugging Face's PEFT keeps them: a small file of weights, and how they are put on a network of those names. */
import { writeSafetensors } from '../data/formats/safetensors.ts';
import { nameOf } from '../graph/document.ts';
import { adapterNames } from '../layers/common/adapter.ts';
import { isLearned } from '../layers/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { ProjectFiles } from '../targets/define.ts';
import { matricesOf, WITHIN } from '../train/adapters/names.ts';
import type { Tensor } from '../types/tensor.ts';

/**
 * `adapter_model.safetensors` and `adapter_config.json`, with the layers besides that learn whole, such as a new head.
 * `weights` are all of the network, by their full names. Throws a `UserError` where it has no adapters, or such as PEFT has not.
 */
export function peftFiles(checked: CheckedGraph, weights: ReadonlyMap<string, Tensor>): ProjectFiles {
  const tensors = new Map<string, Tensor>();
  const adapted = new Map<string, { readonly rank: number; readonly alpha: number }>();
  const whole = new Set<string>();
  let transposed = false;
  const put = (name: string, of: string) => tensors.set(WITHIN + name, weights.get(of)!);
  for (const [id, { node, weights: own, shared = {} }] of checked.nodes) {
    for (const [name, spec] of Object.entries(own)) {
      if (node.lora || name in shared || !isLearned(node, name, spec)) continue;
      const full = `${nameOf(node)}.${name}`;
      put(full, full);
      whole.add(nameOf(node));
    }
    if (!node.lora) continue;
    for (const matrix of matricesOf(checked, id)) {
      const { module, within } = matrix;
      const [a, b] = adapterNames(matrix.name);
      if (!(a in own)) continue;
      if (!matrix.inPeft)
        throw new UserError(problem('peft-has-none', { layer: verbatim(nameOf(node)) }, { node: id }));
      put(`${within}.lora_A.weight`, `${nameOf(node)}.${a}`);
      put(`${within}.lora_B.weight`, `${nameOf(node)}.${b}`);
      transposed ||= matrix.transposed;
      // what is wrapped with its parent is not named by itself
      if (within === module) adapted.set(module, { rank: node.lora.rank, alpha: node.lora.rank * node.lora.scale });
    }
  }
  const [first] = adapted.values();
  if (!first) throw new UserError(problem('no-adapters', {}));
  const others = (key: 'rank' | 'alpha') =>
    Object.fromEntries([...adapted].flatMap(([name, one]) => (one[key] === first[key] ? [] : [[name, one[key]]])));
  const config = {
    peft_type: 'LORA',
    task_type: null,
    base_model_name_or_path: null,
    inference_mode: true,
    r: first.rank,
    lora_alpha: first.alpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: transposed,
    target_modules: [...adapted.keys()],
    rank_pattern: others('rank'),
    alpha_pattern: others('alpha'),
    modules_to_save: whole.size > 0 ? [...whole] : null,
  };
  return {
    'adapter_model.safetensors': writeSafetensors(tensors, { format: 'pt' }),
    'adapter_config.json': `${JSON.stringify(config, null, 2)}\n`,
  };
}
