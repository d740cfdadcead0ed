/** Layers of data, dense layers, normalization, regularization, and the ports of blocks. */
export const layers: Readonly<Record<string, string>> = {
  'What the network receives, one sample after the other. Images are channels×height×width.':
    '网络接收的内容，每次一个样本。图像为通道×高×宽。',
  'The samples of a batch.': '一批样本。',
  'Of one sample, without the batch.': '单个样本的形状，不含批。',
  'Numbers, or the whole numbers of tokens.': '数值，或作为词元编号的整数。',
  'Fixed numbers, the same for every sample: a scale, a mask, a table of positions.':
    '固定的数值，对每个样本都相同：例如缩放系数、掩码、位置表。',
  'The numbers, once for each sample.': '这些数值，每个样本一份。',
  'Of one sample, without the batch; empty for a single number a sample.':
    '单个样本的形状，不含批；留空表示每个样本一个标量。',
  'One number for all places, or one for each, row by row.': '给一个数则处处相同，否则逐行给出每个位置的数。',
  'Numbers, or whole numbers.': '数值，或整数。',
  'Learned numbers that depend on no input, the same for every sample: a query, a start state, a temperature.':
    '不依赖任何输入的可学习数值，对每个样本都相同：例如查询、初始状态、温度。',
  'Of one sample, without the batch; empty for a single number.': '单个样本的形状，不含批；留空表示一个标量。',
  'Every output is a weighted sum of every input, plus a bias. Also called linear or fully connected.':
    '每个输出是所有输入的加权和再加偏置。也称线性层。',
  'N×features, or a sequence N×length×features.': 'N×特征，或序列 N×长度×特征。',
  'The same, with `units` features.': '同样的形状，特征数为 `units`。',
  'Number of outputs.': '输出的个数。',
  'Add a learned offset to each output.': '为每个输出加上可学习的偏置。',
  'Keep the weights as inputs×outputs, as the published ones of GPT-2 are, instead of outputs×inputs.':
    '权重按输入×输出存放（如公开的 GPT-2 权重），而不是输出×输入。',
  'Looks up a learned row of numbers for each token.': '为每个词元查出一行可学习的数值。',
  'int32 tokens, N×length.': 'int32 词元，N×长度。',
  'Number of different tokens, 0 to one less.': '不同词元的个数，编号从 0 到此数减一。',
  'Numbers in each row.': '每行的数值个数。',
  'Multiply the rows by √width, as the Transformer does before it adds positions.':
    '各行乘以 √width，如 Transformer 在加位置编码之前所做。',
  'Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift. Afterwards it uses running averages of both, which move in training also where the layer is frozen, unless its statistics are frozen too.':
    '使每个通道在批内均值为 0、方差为 1，再作可学习的缩放与平移。训练后改用两者的滑动平均；除非统计量也被冻结，否则层冻结时它们在训练中仍会更新。',
  'N×channels, N×channels×length or N×channels×height×width.': 'N×通道、N×通道×长度或 N×通道×高×宽。',
  'Added to the variance.': '加在方差上。',
  'Share of the newest batch in the running averages (as PyTorch counts it).':
    '最新一批在滑动平均中所占的比例（按 PyTorch 的算法）。',
  'Gives the features of each position mean 0 and variance 1, then a learned scale and shift. Does not depend on the batch.':
    '使每个位置的特征均值为 0、方差为 1，再作可学习的缩放与平移。与批无关。',
  'Features on the last axis.': '特征在最后一轴。',
  'Cuts the channels of each sample in groups and gives each group mean 0 and variance 1, then each channel a learned scale and shift. Does not depend on the batch: for small batches, where batch norm fails.':
    '把每个样本的通道分组，使每组均值为 0、方差为 1，再对每个通道作可学习的缩放与平移。与批无关：适用于批归一化失效的小批。',
  'Channels are cut into this many groups. 1: all of a sample together.':
    '通道分成这么多组。1：一个样本的全部通道为一组。',
  'Gives each channel of each sample mean 0 and variance 1: takes an image’s contrast away. Used to carry one image’s style over to another.':
    '使每个样本的每个通道均值为 0、方差为 1：消除图像的对比度。用于把一幅图像的风格迁移到另一幅。',
  'N×channels×length, N×channels×height×width or with depth.': 'N×通道×长度、N×通道×高×宽，或再加深度。',
  'Learn a scale and a shift for each channel.': '为每个通道学习缩放与平移。',
  'Divides the features of each position by their root mean square, then a learned scale. Layer norm without the mean: cheaper, and usual in large language models.':
    '把每个位置的特征除以其均方根，再作可学习的缩放。即不减均值的层归一化：更省计算，大语言模型中常用。',
  'Added to the mean square.': '加在均方值上。',
  'Divides each number by how loud its neighbouring channels are at the same place, so that channels compete. AlexNet has it (with k = 2); batch norm has taken its place.':
    '把每个数除以同一位置相邻通道的强度，使通道相互竞争。AlexNet 使用它（k = 2），后来被批归一化取代。',
  'Channels that are looked at together (n).': '一起考虑的通道数（n）。',
  'Weight of the neighbours’ mean square.': '相邻通道均方值的权重。',
  'The exponent.': '指数。',
  'What the divisor starts from.': '除数的起始值。',
  'Scales each vector to length 1, so that only its direction counts: for embeddings that are compared by their angle.':
    '把每个向量缩放到长度 1，只保留方向：适用于按夹角比较的嵌入。',
  'Vectors on the last axis, or on the axis after the batch.': '向量在最后一轴，或在批之后的轴上。',
  'The axis on which a vector lies.': '向量所在的轴。',
  'Shortest length that is divided by.': '作除数的最小长度。',
  'In training sets a random share of the values to zero and scales up the rest, so that no unit relies on another. Does nothing afterwards.':
    '训练时随机把一部分值置零并放大其余的值，使神经元不依赖彼此。训练之外不起作用。',
  'Share of values that are dropped.': '丢弃的值的比例。',
  'Dropout of whole channels: in training a random share of the maps of each sample becomes zero, the rest is scaled up. Neighbouring pixels tell the same, so dropping single ones would take little away.':
    '对整个通道作随机失活：训练时每个样本随机有一部分特征图变为零，其余放大。相邻像素的信息相近，只丢弃单个像素作用不大。',
  'Share of channels that are dropped.': '丢弃的通道的比例。',
  'Dropout for SELU networks: what is dropped takes SELU’s lowest value instead of zero, and all is scaled and shifted so that mean and variance stay what they were.':
    '用于 SELU 网络的随机失活：被丢弃的值取 SELU 的最小值而不是零，再整体缩放与平移，使均值和方差不变。',
  'In training multiplies every number by normal noise of mean 1 that varies as much as dropout’s zeros do; nothing is lost altogether. Does nothing afterwards.':
    '训练时把每个数乘以均值为 1 的正态噪声，其方差与随机失活的置零相当；不会完全丢失任何值。训练之外不起作用。',
  'Acts as strongly as dropout at this rate.': '强度相当于此失活率的随机失活。',
  'In training adds normal noise to every number, so that the network does not rely on exact values. Does nothing afterwards.':
    '训练时给每个数加上正态噪声，使网络不依赖精确的值。训练之外不起作用。',
  'Standard deviation of the noise.': '噪声的标准差。',
  'Stochastic depth: in training drops the whole branch for a random share of the samples and scales up the rest. Put it at the end of a residual branch, before Add.':
    '随机深度：训练时对随机的一部分样本丢弃整条分支，并放大其余样本。放在残差分支末尾、相加之前。',
  'Share of samples that skip the branch.': '跳过该分支的样本的比例。',
  'Passes its input on unchanged and adds to the loss how large it is, as a mean over the samples: L1 makes activations sparse, L2 keeps them small.':
    '原样传递输入，并把其大小（对样本取平均）加入损失：L1 使激活稀疏，L2 使激活保持较小。',
  'The same numbers.': '同样的数值。',
  'Times the sum of the magnitudes of a sample.': '乘以每个样本的绝对值之和。',
  'Times the sum of the squares of a sample.': '乘以每个样本的平方和。',
  'An operator of an imported model for which there is no layer. It keeps its place, its settings and its weights, and runs on ONNX Runtime; no gradient passes it, so nothing before it learns.':
    '导入的模型中没有对应层的算子。它保留其位置、设置和权重，由 ONNX Runtime 运行；梯度不能通过它，因此它之前的部分不会学习。',
  'What the model that it comes from calls it.': '来源模型中的名称。',
  'The types of its inputs, one after the other: float32 N×3; int32 N×5.':
    '依次为各输入的类型：float32 N×3; int32 N×5。',
  'The types of its outputs.': '各输出的类型。',
  'What it keeps beside its inputs: name 3×4; name 5.': '除输入之外它还保存的内容：name 3×4; name 5。',
  'It knows nothing of a batch, and is run for each sample by itself.': '它不区分批，对每个样本单独运行。',
  'Its nodes as ONNX has them, in base64.': '它的 ONNX 节点，以 base64 编码。',
  'Where a tensor enters the block. Its name is what the port is called outside.':
    '张量进入模块之处。其名称即端口在模块外的名称。',
  'What comes in from outside.': '从外部进来的内容。',
  'Whether the block works without it. What it feeds must be an optional input, too.':
    '没有它模块是否也能工作。它所馈入的输入也须是可不连接的。',
  'Where a tensor leaves the block. Its name is what the port is called outside.':
    '张量离开模块之处。其名称即端口在模块外的名称。',
  'What the block gives.': '模块给出的内容。',
};
