/** Layers that change shapes or reckon. */
export const shape: Readonly<Record<string, string>> = {
  'Lays all numbers of a sample out in one row, so that a Dense layer can read them.':
    '把一个样本的所有数排成一行，供全连接层读取。',
  'N×features.': 'N×特征。',
  'Lays the numbers of a sample out in another shape, in the same order.': '保持顺序，把一个样本的数排成另一种形状。',
  'The new shape.': '新的形状。',
  'Of one sample, without the batch; one entry may be −1, which takes what is left.':
    '单个样本的形状，不含批；可有一项为 −1，由其余各项推出。',
  'Puts the axes of a sample in another order; 2, 1 swaps steps and features.':
    '重新排列样本的各轴；2, 1 交换步与特征。',
  'As many axes behind the batch as the order has.': '批之后的轴数须与所给顺序一致。',
  'The same numbers with the axes in their new order.': '同样的数值，各轴按新顺序排列。',
  'The axes in their new order; the batch is 0 and stays, the first after it is 1.':
    '各轴的新顺序；批为 0 且不动，其后第一轴为 1。',
  'Takes an axis of size 1 away.': '去掉一个大小为 1 的轴。',
  'Size 1 along the axis.': '该轴的大小为 1。',
  'Without the axis.': '不再有该轴。',
  'Which axis goes. 1 is the first after the batch, −1 the last.': '去掉哪个轴。1 为批之后的第一轴，−1 为最后一轴。',
  'Puts in an axis of size 1.': '插入一个大小为 1 的轴。',
  'With one axis more.': '多一个轴。',
  'Where the new axis stands. 1 is the first after the batch, −1 the last.':
    '新轴的位置。1 为批之后的第一轴，−1 为最后一轴。',
  'Cuts a stretch out of an axis: some channels, some steps.': '沿一个轴截取一段：例如若干通道或若干步。',
  'Shorter along the axis.': '沿该轴变短。',
  'Along which it cuts. 1 is the first after the batch, −1 the last.':
    '沿哪个轴截取。1 为批之后的第一轴，−1 为最后一轴。',
  'The first place that stays; negative counts from the end.': '保留的第一个位置；负数从末尾数起。',
  'One past the last; 0 is the end, negative counts from it.': '保留的最后一个位置加一；0 表示到末尾，负数从末尾数起。',
  'Every how manieth stays.': '每隔多少个位置取一个。',
  'Cuts an axis into parts, each an output of its own: heads, groups of channels, the two halves of a gate.':
    '把一个轴切成几份，每份是一个单独的输出：例如各个头、各组通道、门的两半。',
  'The parts in order along the axis.': '各份沿该轴依次排列。',
  'Into equal parts, or into parts of given sizes.': '等分，或按给定的长度切分。',
  'How many equal parts.': '等分成几份。',
  'Length of each part; together they are as long as the axis.': '每份的长度；总和等于该轴的长度。',
  'Joins its inputs one after the other along an axis; axis 1 joins the channels.':
    '沿一个轴依次拼接各输入；轴 1 即拼接通道。',
  'Two or more, equal in all other axes.': '两个或更多，其余各轴相同。',
  'All of them.': '全部输入。',
  'Along which they are joined: 1 is the first after the batch, −1 the last.':
    '沿哪个轴拼接：1 为批之后的第一轴，−1 为最后一轴。',
  'What becomes of maps of other sizes, as where a pooling left a pixel over: they are refused, cropped around their middle to the smallest, padded with zeros to the largest, or resized along lines to the size of the first.':
    '特征图大小不同时（例如池化剩下一个像素）如何处理：拒绝、居中裁剪到最小者、用零填充到最大者，或线性插值到第一个的大小。',
  'Lays its inputs side by side along a new axis.': '沿新轴并排堆叠各输入。',
  'Two or more of the same shape.': '两个或更多，形状相同。',
  'With one axis more, as long as there are inputs.': '多一个轴，长度为输入的个数。',
  'Repeats along an axis: the whole one after the other (a b a b), or each place by itself (a a b b).':
    '沿一个轴重复：整体依次重复（a b a b），或逐个位置重复（a a b b）。',
  'As many times longer along the axis.': '沿该轴变长为这么多倍。',
  'Along which it repeats. 1 is the first after the batch, −1 the last.':
    '沿哪个轴重复。1 为批之后的第一轴，−1 为最后一轴。',
  'How often.': '重复几次。',
  'The whole one after the other, or each place by itself.': '整体依次重复，或逐个位置重复。',
  'Puts a border around the last axes: of one value, of the mirrored inside, of the repeated edge, or of what lies at the other side.':
    '在最后几个轴的四周加边界：固定值、内部的镜像、重复的边缘，或对侧的内容。',
  'At least as many axes behind the batch as are padded.': '批之后的轴数不少于要填充的轴数。',
  'Larger by the border.': '因边界而变大。',
  'Before and after each of the last axes, from front to back: 1, 2, 3, 4 pads rows by 1 and 2, columns by 3 and 4.':
    '最后几个轴各自前后的填充量，从前往后：1, 2, 3, 4 表示行方向填 1 和 2，列方向填 3 和 4。',
  'What the border is.': '边界的内容。',
  'Of the border.': '边界的值。',
  'Cuts a border off the last axes, or keeps the middle of a given size: to bring two branches to one size, as in U-Net.':
    '裁去最后几个轴的边界，或保留居中的给定大小：用来使两个分支大小一致，如 U-Net 中。',
  'At least as many axes behind the batch as are cut.': '批之后的轴数不少于要裁剪的轴数。',
  'Smaller by the border.': '因裁去边界而变小。',
  'Cut off so much, or keep the middle of a given size.': '按数量裁去，或保留居中的给定大小。',
  'Before and after each of the last axes, from front to back: 1, 2, 3, 4 cuts rows by 1 and 2, columns by 3 and 4.':
    '最后几个轴各自前后的裁去量，从前往后：1, 2, 3, 4 表示行方向裁 1 和 2，列方向裁 3 和 4。',
  'What stays of each of the last axes; where the rest is odd, one more is cut behind than before.':
    '最后几个轴各自保留的大小；裁去的总量为奇数时，后面多裁一个。',
  'Brings the last axes to a given size, larger or smaller: by the nearest value, along lines or along cubic curves between the values. Upsample does it by a factor.':
    '把最后几个轴变为给定大小，放大或缩小：取最近的值，或在值之间作线性、三次插值。上采样层则按倍数放大。',
  'N×channels×…, with at least as many axes behind the channels as are resized.':
    'N×通道×…，通道之后的轴数不少于要调整的轴数。',
  'The last axes have the new size.': '最后几个轴为新的大小。',
  'The new size of each of the last axes: height and width, or the length alone.':
    '最后几个轴各自的新大小：高与宽，或只有长度。',
  'What lies between the values. Nearest takes value ⌊i L / M⌋ for place i of M from L (as PyTorch’s nearest, not nearest-exact); the formula is of the other two.':
    '值与值之间如何插值。最近邻在由 L 到 M 时，位置 i 取第 ⌊i L / M⌋ 个值（同 PyTorch 的 nearest，而非 nearest-exact）；公式属于另外两种。',
  'Where an axis gets shorter, take a mean over all that a new place covers instead of skipping values. Without effect where corners are aligned.':
    '轴变短时，取新位置所覆盖的全部值的均值，而不是跳过一些值。角点对齐时不起作用。',
  'Adds its inputs number by number: the end of a residual connection.': '逐元素相加各输入：残差连接的终点。',
  'Their sum.': '它们的和。',
  'The first input minus the second, number by number.': '第一个输入减去第二个，逐元素。',
  'The first.': '第一个。',
  'The second; axes of size 1 stretch.': '第二个；大小为 1 的轴会广播。',
  'The shape to which all stretch.': '广播后的形状。',
  'The product of its inputs, number by number: a gate or an attention mask.':
    '各输入逐元素的乘积：例如门或注意力掩码。',
  'Two or more; axes of size 1 stretch.': '两个或更多；大小为 1 的轴会广播。',
  'The first input divided by the second, number by number.': '第一个输入除以第二个，逐元素。',
  'The mean of its inputs, number by number.': '各输入逐元素的均值。',
  'The largest of its inputs, number by number.': '各输入逐元素的最大值。',
  'The smallest of its inputs, number by number.': '各输入逐元素的最小值。',
  'Multiplies two inputs as matrices over their last two axes; the axes before them are batches.':
    '把两个输入的最后两轴看作矩阵相乘；之前的各轴为批。',
  'Read the first with rows and columns swapped.': '读取第一个时交换行与列。',
  'Read the second with rows and columns swapped.': '读取第二个时交换行与列。',
  'How alike two vectors are: the sum of their products along the last axis, or the cosine of the angle between them.':
    '两个向量的相似程度：沿最后一轴的乘积之和，或夹角的余弦。',
  'Vectors on the last axis.': '向量在最后一轴。',
  'Size 1 on the last axis.': '最后一轴的大小为 1。',
  'Divide by the lengths of both, so that it lies between −1 and 1.': '除以两者的长度，使结果在 −1 与 1 之间。',
  'Multiplies by a factor and adds an offset: fixed, or learned for each channel (layer scale).':
    '乘以系数再加偏移：固定，或每个通道可学习（layer scale）。',
  'Fixed numbers, or learned ones for each channel.': '固定的数，或每个通道各有可学习的数。',
  'The factor; where learned, what it starts with.': '系数；可学习时为其初始值。',
  'The offset; where learned, what it starts with.': '偏移；可学习时为其初始值。',
  'Learn an offset beside the factor.': '除系数外还学习偏移。',
  'Sums an axis up, or takes its mean, its largest or smallest number, or its Euclidean norm.':
    '沿一个轴求和，或取均值、最大值、最小值、欧几里得范数。',
  'Without the axis, or with size 1 along it.': '不再有该轴，或该轴大小为 1。',
  'What is made of the numbers along the axis.': '由该轴上的数得出什么。',
  'With size 1, so that it still broadcasts.': '保留该轴，大小为 1，以便广播。',
  'Each place gets the sum of all up to it.': '每个位置得到至该位置为止的总和。',
  'Along which it adds. 1 is the first after the batch, −1 the last.':
    '沿哪个轴累加。1 为批之后的第一轴，−1 为最后一轴。',
  'Add from the last place to the first.': '从最后一个位置累加到第一个。',
  'A formula, computed number by number. Each name in it is an input. It knows abs, sign, exp, log, sqrt, sin, cos, tanh, sigmoid, softplus, relu, erf, floor, ceil, min, max, clip; pi and e; + − * / % ^, comparisons, and, or, not, and "condition ? this : that". Where values are equal, min, max and the edges of clip pass half of the gradient to each (torch.clamp passes all of it); ^ passes none to the exponent of a base of 0 or less. A choice gives what was chosen, whatever the other one is, infinite or not defined: "a > 0 ? 1 / a : 0" is 0 at 0. No gradient passes to what was not chosen; but zero times the slope of a function that is infinite there is NaN, as with torch.where: for learning, its input is chosen too, "a > 0 ? 1 / (a > 0 ? a : 1) : 0".':
    '逐元素计算的公式，其中每个名称都是一个输入。可用 abs、sign、exp、log、sqrt、sin、cos、tanh、sigmoid、softplus、relu、erf、floor、ceil、min、max、clip，pi 和 e，+ − * / % ^，比较，and、or、not，以及 condition ? this : that。值相等时，min、max 以及 clip 的边界把梯度的一半传给每一方（torch.clamp 全部传递）；底数小于等于 0 时，^ 不向指数传递梯度。条件选择只给出被选中的一方，另一方即使为无穷或无定义也无妨：a > 0 ? 1 / a : 0 在 0 处为 0。未被选中的一方没有梯度；但若函数在该处的斜率为无穷，零乘以它即为 NaN，与 torch.where 相同：需要学习时，其输入也要选择，a > 0 ? 1 / (a > 0 ? a : 1) : 0。',
  'What this name stands for in the formula; axes of size 1 stretch.': '公式中此名称所代表的量；大小为 1 的轴会广播。',
  'The formula’s value at each place; the shape to which all inputs stretch.':
    '公式在每个位置的值；形状为所有输入广播后的形状。',
  'Over the inputs, by any names: a * b + c.': '以任意名称的输入写成：a * b + c。',
  'Picks places of an axis by their numbers, for each sample its own: the steps that matter, the token to look at. The gradient goes back to the places picked.':
    '按编号选取轴上的位置，每个样本各选各的：例如重要的步、要查看的词元。梯度传回被选取的位置。',
  'What is picked from.': '从中选取的内容。',
  'Whole numbers, N or N×…: which places of each sample, from 0; a number outside takes the first or last.':
    '整数，N 或 N×…：每个样本的哪些位置，从 0 起；超出范围的取第一个或最后一个。',
  'The axis has become what the indices have behind the batch; it is gone where they have nothing.':
    '该轴变为编号在批之后的各轴；若没有，则该轴消失。',
  'From which it picks. 1 is the first after the batch, −1 the last.':
    '从哪个轴选取。1 为批之后的第一轴，−1 为最后一轴。',
  'The largest numbers along an axis, the largest first, and the places where they stood; of equal ones the first counts as larger. The gradient goes back to those places.':
    '沿一个轴的最大的几个数（从大到小）及其位置；相等时在前者视为较大。梯度传回这些位置。',
  'The numbers: size k along the axis.': '这些数：沿该轴的大小为 k。',
  'Their places along the axis, as whole numbers.': '它们沿该轴的位置，为整数。',
  'How many.': '个数。',
  'Along which it looks. 1 is the first after the batch, −1 the last.':
    '沿哪个轴查找。1 为批之后的第一轴，−1 为最后一轴。',
  'Take the smallest instead, the smallest first.': '改取最小的，从小到大。',
  'The place of the largest number along an axis: the class that a classifier chose. No gradient passes.':
    '沿一个轴最大数的位置：即分类器选择的类别。不传递梯度。',
  'Whole numbers, without the axis.': '整数，不再有该轴。',
  'Turns each whole number into a row of zeros with a single one.': '把每个整数变为一行零，其中只有一个 1。',
  'Whole numbers.': '整数。',
  'With one axis more, as long as there are classes.': '多一个轴，长度为类别数。',
  'Length of a row. Training refuses data with a number outside; in a prediction it gives zeros.':
    '一行的长度。数据中有超出范围的数时拒绝训练；预测时则全为零。',
  'Makes numbers of whole numbers, or whole numbers of numbers by cutting off what stands behind the point. No gradient passes a change of type.':
    '把整数变为小数，或舍去小数部分变为整数。改变类型时不传递梯度。',
  'Any shape and type.': '任意形状和类型。',
  'What the values become.': '值变为什么类型。',
  'Tells the real steps of a sequence from padding: a token, or a step all of whose features are the padding value, is padding. Lead its mask to the layers that read the sequence.':
    '区分序列中真实的步与填充：等于填充值的词元，或所有特征都等于填充值的步，即为填充。把它的掩码连到读取该序列的层。',
  'N×steps×features of numbers, or N×steps of tokens.': 'N×步数×特征的数值，或 N×步数的词元。',
  'The sequence; features of padding are 0.': '该序列；填充处的特征为 0。',
  'N×steps: 1 where a step is real, 0 where it is padding.': 'N×步数：真实的步为 1，填充为 0。',
  'What padding is filled with.': '填充所用的值。',
  'Passes its input on as it is: a place for a name, an end for a loss, the plain path beside a block.':
    '原样传递输入：可用来命名、接损失，或作为模块旁的直连通路。',
  'The same.': '原样不变。',
  'Passes its input on and no gradient back: what lies before it does not learn from what lies behind it.':
    '传递输入但不回传梯度：它之前的部分不从之后的部分学习。',
  'Passes its input on and the gradient back with the opposite sign: what lies before it learns to make what lies behind it fail. For adapting to a new domain.':
    '传递输入，回传的梯度取相反符号：它之前的部分学习使之后的部分失败。用于领域自适应。',
  'The λ of the formula.': '公式中的 λ。',
};
