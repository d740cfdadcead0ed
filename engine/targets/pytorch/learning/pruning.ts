/** Pruning in an exported training: masks beside the weights, set anew where the sparsity rises, kept after each step. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { sparsitySource } from '../../python/pruning.ts';
import { literal } from '../../python/text.ts';
import type { TorchWeight } from '../model/scopes.ts';

/** Matrices and convolutions that learn, by the module's names for them. */
export const prunedPaths = (weights: readonly TorchWeight[]): readonly string[] =>
  weights.flatMap(({ path, spec, node }) =>
    (spec.role ?? 'weight') === 'weight' && spec.shape.length > 1 && !node.frozen ? [path] : [],
  );

export function pruningSource({ pruning, averaging }: TrainingConfig, weights: readonly TorchWeight[]): string {
  const averaged = averaging.type !== 'none';
  return `PRUNED = ${literal(prunedPaths(weights))}


${sparsitySource(pruning)}

class Pruning:
    """The smallest weights become zero and stay so, more of them from rise to rise, and the others learn to do without."""

    def __init__(self, model):
        self.masks = {name: torch.ones_like(model.get_parameter(name)) for name in PRUNED}

    @torch.no_grad()
    def rise(self, model${averaged ? ', average' : ''}, done, steps):
        """Makes more of the kernels zero where that is due after so many of the steps."""
        share = sparsity(done, steps)
        if share is None:
            return
${
  pruning.scope === 'network'
    ? '        self.prune(model, PRUNED, share)'
    : `        for name in PRUNED:
            self.prune(model, [name], share)`
}
        self.keep(model)
${
  averaged
    ? `        for name, mask in self.masks.items():
            average.values[name].mul_(mask)
`
    : ''
}
    def prune(self, model, names, share):
        """The smallest of these kernels together go; of those of one magnitude the ones that stand first."""
        sizes = torch.cat([model.get_parameter(name).abs().flatten() for name in names])
        masks = torch.cat([self.masks[name].flatten() for name in names])
        more = math.floor(share * len(masks) + 0.5) - int((masks == 0).sum())
        if more <= 0:
            return
        sizes[masks == 0] = math.nan  # what is gone comes last
        masks[torch.argsort(sizes, stable=True)[:more]] = 0
        parts = masks.split([self.masks[name].numel() for name in names])
        for name, part in zip(names, parts):
            self.masks[name] = part.view_as(self.masks[name])

    @torch.no_grad()
    def keep(self, model):
        """What is pruned is zero, whatever the optimizer remembers."""
        for name, mask in self.masks.items():
            model.get_parameter(name).mul_(mask)

    def zeros(self, model):
        """Of each kernel its name, how many of its elements are zero, and how many it has."""
        return [
            (name, int((model.get_parameter(path) == 0).sum()), mask.numel())
            for (path, mask), name in zip(self.masks.items(), layerloom_names(self.masks).values())
        ]

    def told(self):
        """What share of all kernels, and of each, is zero."""
        zeros = {name: 1 - mask.mean().item() for name, mask in self.masks.items()}
        whole = sum(zeros[name] * mask.numel() for name, mask in self.masks.items())
        share = whole / sum(mask.numel() for mask in self.masks.values())
        each = ", ".join(f"{name} {part:.1%}" for name, part in zeros.items())
        return f"{share:.1%} of the kernels are zero: {each}."
`;
}
