/** How weights start, and what they are held to. */
export const weights: Readonly<Record<string, string>> = {
  'All 0.': '全为 0。',
  'All 1.': '全为 1。',
  'All the same value.': '全为同一个值。',
  'The value.': '该值。',
  'Normally distributed.': '正态分布。',
  'Centre.': '中心。',
  'Standard deviation.': '标准差。',
  'Normally distributed; what lies too far out is drawn again. Usual for Transformers.':
    '正态分布；离中心过远的重新抽取。Transformer 常用。',
  'Standard deviation before what lies out is drawn again.': '截断之前的标准差。',
  'How many deviations from the centre is too far.': '离中心多少个标准差为过远。',
  'Evenly spread between two bounds.': '在上下界之间均匀分布。',
  'Smallest.': '最小值。',
  'Largest.': '最大值。',
  'Keeps the variance through tanh and sigmoid layers. Also called Glorot.':
    '经过 tanh 和 sigmoid 层时保持方差。也称 Glorot。',
  'Keeps the variance through ReLU layers. Also called Kaiming.': '经过 ReLU 层时保持方差。也称 Kaiming。',
  'Keeps the variance through layers that are nearly straight, such as SELU.':
    '经过接近线性的层（例如 SELU）时保持方差。',
  'What PyTorch starts dense, convolution and recurrent layers with.':
    'PyTorch 用来初始化全连接层、卷积层和循环层的方法。',
  'Rows (or columns, where there are fewer) that stand upright on each other: lengths are kept on the way through. Good for recurrent weights.':
    '各行（列更少时为各列）两两正交：经过时长度不变。适用于循环权重。',
  'Length of the rows.': '各行的长度。',
  'Passes its input on unchanged, as far as there are outputs: 1 on the diagonal, 0 elsewhere.':
    '在输出够用的范围内原样传递输入：对角线为 1，其余为 0。',
  'The value on the diagonal.': '对角线上的值。',
  'Convolutions that pass their channels on unchanged, as far as there are filters: 1 in the middle of the kernel.':
    '在卷积核够用的范围内原样传递通道的卷积：核的中心为 1。',
  'Groups of filters that each begin with the first channel again.': '卷积核的组数，每组都从第一个通道重新开始。',
  'Normally distributed, but of each input only some connections are not 0.':
    '正态分布，但每个输入只有部分连接不为 0。',
  'Share of the connections of each input that are 0, rounded up.': '每个输入的连接中为 0 的比例，向上取整。',
  'Standard deviation of the others.': '其余连接的标准差。',
  "Scales a unit's weights down where their norm is above the limit.": '范数超过上限时缩小该单元的权重。',
  'The largest norm.': '最大范数。',
  'Weights below 0 become 0.': '小于 0 的权重变为 0。',
  "A unit's weights always have the norm 1.": '单元的权重的范数始终为 1。',
};
