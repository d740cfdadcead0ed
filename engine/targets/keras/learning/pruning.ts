/** Pruning in an exported training: masks beside the weights, set anew where the sparsity rises, kept after each step. */
import type { TrainingConfig } from '../../../graph/document.ts';
import type { ModelSource } from '../model/model.ts';

/** Matrices and convolutions that learn, by the variables' paths. Empty where training does not prune. */
export const prunedPaths = (
  { weights }: Pick<ModelSource, 'weights'>,
  { pruning }: TrainingConfig,
): readonly string[] =>
  pruning.sparsity === 0
    ? []
    : weights.flatMap(({ layer, variable, spec, node }) =>
        (spec.role ?? 'weight') === 'weight' && spec.shape.length > 1 && !node.frozen ? [`${layer}/${variable}`] : [],
      );

/** The end of an update: what is pruned is zero, whatever is remembered of it. */
export const maskingLines = (pruned: readonly string[]): readonly string[] =>
  pruned.length === 0
    ? []
    : [
        'if self.masks[at] is not None:',
        '    self.assign(variable, variable * self.masks[at])  # what is pruned is zero, whatever is remembered of it',
      ];

/** Methods of the optimizer. */
export const risingSource = ({ pruning, averaging }: TrainingConfig): string => `
def rise(self, variables, done, steps):
    """Makes more of the kernels zero where that is due after so many of the steps."""
    if not self.built:
        self.build(variables)
    share = sparsity(done, steps)
    if share is None:
        return
    kernels = [at for at, mask in enumerate(self.masks) if mask is not None]
    for group in ${pruning.scope === 'network' ? '[kernels]' : '[[at] for at in kernels]'}:
        self.prune(group, share)
    for at in kernels:
        variable, mask = self._trainable_variables[at], self.masks[at]
        variable.assign(variable * mask)
${averaging.type === 'none' ? '' : '        self.averages[at].assign(self.averages[at] * mask)\n'}
def prune(self, kernels, share):
    """The smallest of these kernels together go; of those of one magnitude the ones that stand first."""
    sizes = [np.abs(ops.convert_to_numpy(self._trainable_variables[at])).ravel() for at in kernels]
    masks = np.concatenate([ops.convert_to_numpy(self.masks[at]).ravel() for at in kernels])
    more = math.floor(share * len(masks) + 0.5) - int((masks == 0).sum())
    if more <= 0:
        return
    order = np.argsort(np.where(masks == 0, np.nan, np.concatenate(sizes)), kind="stable")  # what is gone comes last
    masks[order[:more]] = 0
    for at, part in zip(kernels, np.split(masks, np.cumsum([len(one) for one in sizes])[:-1])):
        self.masks[at].assign(part.reshape(self.masks[at].shape))

def zeros(self):
    """Of each kernel its path, how many of its elements are zero, and how many it has."""
    variables = [one for one, mask in zip(self._trainable_variables, self.masks) if mask is not None]
    values = [ops.convert_to_numpy(one) for one in variables]
    return [(one.path, int((value == 0).sum()), value.size) for one, value in zip(variables, values)]
`;
