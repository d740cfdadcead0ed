/** Activations. */
export const activation: Readonly<Record<string, string>> = {
  'Keeps what is positive, zero for the rest. The usual choice between layers.':
    '保留正数，其余为零。层与层之间的常用选择。',
  'ReLU that stops at 6, so that the numbers fit few bits.': '以 6 为上限的 ReLU，使数值能用很少的位表示。',
  'Like ReLU, but lets a little of the negative through, so that no unit can die.':
    '类似 ReLU，但让负数通过一小部分，使神经元不会死亡。',
  'Slope for negative inputs.': '负输入的斜率。',
  'Leaky ReLU whose slope is learned, one for all or one for each channel.':
    '斜率可学习的 Leaky ReLU，全部共用一个，或每个通道一个。',
  'One slope, or one for each channel.': '只有一个斜率，或每个通道一个。',
  'The slope before training.': '训练前的斜率。',
  'Leaky ReLU whose slope is drawn anew for every negative number in training, and is the middle of its range afterwards.':
    '斜率随机的 Leaky ReLU：训练时为每个负数重新抽取斜率，之后取其范围的中点。',
  'Smallest slope.': '最小斜率。',
  'Largest slope.': '最大斜率。',
  'Like ReLU, but bends smoothly to −α for negative inputs.': '类似 ReLU，但负输入平滑地趋于 −α。',
  'What it bends to.': '负输入所趋的值。',
  'Like ELU with a scale that keeps mean 0 and variance 1 from layer to layer. Goes with LeCun normal weights and alpha dropout.':
    '类似 ELU，其缩放使各层保持均值 0、方差 1。与 LeCun 正态初始化和 Alpha 随机失活配合使用。',
  'ELU whose slope is continuous for every α.': '对任何 α 斜率都连续的 ELU。',
  'The input times the chance that a normal number is below it; the usual choice in Transformers.':
    '输入乘以标准正态变量小于它的概率；Transformer 中的常用选择。',
  'Exact, or the approximation by tanh.': '精确形式，或用 tanh 近似。',
  'The input times its own sigmoid; a smooth ReLU. Also called Swish.':
    '输入乘以自身的 sigmoid；平滑的 ReLU。也称 Swish。',
  'A smooth activation that lets a little of the negative through.': '让负数通过一小部分的平滑激活函数。',
  'SiLU made of straight lines and a parabola: cheap.': '由直线和抛物线拼成的 SiLU：计算量小。',
  'A smooth ReLU, always positive.': '平滑的 ReLU，恒为正。',
  'How sharply it bends.': '弯曲的锐利程度。',
  'Squeezes every number between 0 and 1.': '把每个数压缩到 0 与 1 之间。',
  'Sigmoid made of three straight lines: cheap.': '由三段直线拼成的 sigmoid：计算量小。',
  'Squeezes every number between −1 and 1.': '把每个数压缩到 −1 与 1 之间。',
  'Holds each number between two bounds: clips, or clamps, it.': '把每个数限制在上下界之间，即截断。',
  'Smallest value.': '最小的值。',
  'Largest value.': '最大的值。',
  'Bends to ±1 more slowly than tanh.': '比 tanh 更缓慢地趋于 ±1。',
  'Turns the numbers of the last axis into shares that add up to 1. Leave it out before a cross-entropy loss, which applies it itself.':
    '把最后一轴的数变为和为 1 的比例。在自带 softmax 的交叉熵损失之前不要使用。',
  'The logarithm of softmax over the last axis, computed without rounding small shares to 0. Goes with the negative log likelihood loss.':
    '最后一轴上 softmax 的对数，计算时不会把很小的比例舍入为 0。与负对数似然损失配合使用。',
  'Softmax of the negative: the smallest number gets the largest share.': '取负后的 softmax：最小的数得到最大的比例。',
  'Cuts the last axis in two halves: the second, through a sigmoid, says how much of the first passes.':
    '把最后一轴分成两半：后一半经 sigmoid 决定前一半通过多少。',
  'An even number of features on the last axis.': '最后一轴的特征数为偶数。',
  'Half as many features.': '特征数减半。',
  'Groups neighbouring features and keeps the largest of each group: an activation that is learned by the layer before it.':
    '把相邻的特征分组，保留每组的最大值：由前一层学得的激活函数。',
  'N×features or N×channels×…; the features are on the axis after the batch.':
    'N×特征或 N×通道×…；特征在批之后的轴上。',
  'As many features as there are groups.': '有多少组就有多少特征。',
  'Features in a group.': '每组的特征数。',
  'Keeps what is above a threshold and replaces the rest by a value.': '保留大于阈值的数，其余替换为给定值。',
  'What is above it stays.': '大于它的数保持不变。',
  'What the rest becomes.': '其余的数变为此值。',
  'Adds a wave to the identity: for signals that repeat.': '在恒等映射上加一个波：适用于周期性信号。',
  'The a of the formula.': '公式中的 a。',
};
