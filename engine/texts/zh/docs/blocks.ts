/** Blocks of templates, and the notes in their documents. */
export const blocks: Readonly<Record<string, string>> = {
  'The code is drawn from a cloud: its middle and its size come from the picture, the noise from outside. So the gradient finds its way back to both.':
    '编码从一团云中抽取：其中心和大小来自图像，噪声来自外部。因此梯度能回到两者。',
  'Number in names': '名称中的编号',
  'Word in names': '名称中的词',
  'The names of the weights have it.': '权重的名称中含有它。',
  'Size in shapes': '形状中的大小',
  'Of layers that give what flows another shape.': '用于改变数据形状的层。',
  'With its ReLU.': '连同其 ReLU。',
  'That leave the block.': '离开模块的通道数。',
  Channels: '通道数',
  'Of the first convolution among torchvision’s layers, whose numbers are their names.':
    '第一个卷积在 torchvision 各层中的编号，编号即其名称。',
  Place: '位置',
  'With its norm and ReLU.': '连同其归一化和 ReLU。',
  'A convolution with its norm and ReLU.': '卷积连同其归一化和 ReLU。',
  'Height and width of a filter.': '卷积核的高与宽。',
  '2 halves height and width.': '2 使高与宽减半。',
  'Same: as much as keeps the size at stride 1. Valid: none.': '等长（same）：步长为 1 时使大小不变；valid：不填充。',
  'Windows of several sizes look at the same maps side by side; 1×1 convolutions narrow the channels before the larger ones.':
    '几种大小的窗口并排观察同一组特征图；较大的窗口之前用 1×1 卷积减少通道。',
  'Channels of the 1×1 convolution.': '1×1 卷积的通道数。',
  'Channels before the 3×3 convolution.': '3×3 卷积之前的通道数。',
  '3×3 reduce': '3×3 前的通道数',
  'Channels of the 3×3 convolution.': '3×3 卷积的通道数。',
  'Channels before the convolution that is 5×5 in the paper.': '论文中的 5×5 卷积之前的通道数。',
  '5×5 reduce': '5×5 前的通道数',
  'Channels of the convolution that is 5×5 in the paper, and 3×3 in torchvision.':
    '论文中为 5×5、torchvision 中为 3×3 的卷积的通道数。',
  'Channels of the 1×1 convolution behind the pool.': '池化之后的 1×1 卷积的通道数。',
  'Pool projection': '池化投影',
  'A small classifier in the middle of the network, which feeds gradients in there.':
    '网络中部的小分类器，把梯度送入那里。',
  'Of the 1×1 convolution.': '1×1 卷积的通道数。',
  'Units of the first dense layer.': '第一个全连接层的单元数。',
  'The 5×5 convolution of GoogLeNet, beside two 3×3 ones that see as much.':
    'GoogLeNet 的 5×5 卷积，旁边是感受野相同的两个 3×3 卷积。',
  'Of the 1×1 convolution behind the pool.': '池化之后的 1×1 卷积的通道数。',
  'Pool channels': '池化通道数',
  'Halves height and width by convolutions and a pool side by side.': '用并排的卷积和池化使高与宽减半。',
  '7×7 convolutions taken apart into 1×7 and 7×1 ones.': '拆成 1×7 和 7×1 的 7×7 卷积。',
  'Of all convolutions but the last of each branch.': '各分支中除最后一个外所有卷积的通道数。',
  'Inner channels': '内部通道数',
  'Halves height and width once more, one branch having looked 7×7 far.':
    '再次使高与宽减半，其中一个分支看到 7×7 的范围。',
  'Wide: 1×3 and 3×1 convolutions side by side where the maps are smallest.':
    '宽：在特征图最小处并排使用 1×3 和 3×1 卷积。',
  'A shortcut between maps of different shapes: a 1×1 convolution and a norm.':
    '形状不同的特征图之间的捷径：1×1 卷积加归一化。',
  'Two 3×3 convolutions compute what is added to the input.': '由两个 3×3 卷积计算加到输入上的内容。',
  'The input itself, or brought to the new shape by a 1×1 convolution.': '输入本身，或用 1×1 卷积变为新形状的输入。',
  Shortcut: '捷径',
  Identity: '恒等',
  Projection: '投影',
  'A 1×1 convolution narrows the maps for a 3×3 one, another widens them again; the input is added.':
    '1×1 卷积为 3×3 卷积减少通道，另一个再增加通道；最后加上输入。',
  'Into which the 3×3 convolution is cut.': '3×3 卷积分成的组数。',
  'Pixels from tap to tap of the 3×3 convolution.': '3×3 卷积相邻采样点之间的像素数。',
  'Weighs the channels by what the whole picture has in them.': '按整幅图像的内容为各通道加权。',
  'Channels in the middle of squeeze and excitation.': '挤压与激励中间的通道数。',
  Squeezed: '挤压后',
  'That are weighed.': '被加权的通道数。',
  'Two 3×3 convolutions compute what is added to the input; its channels are weighed before.':
    '由两个 3×3 卷积计算加到输入上的内容，相加之前先为其通道加权。',
  'A 1×1 convolution narrows the maps for a 3×3 one, another widens them again; its channels are weighed, and the input is added.':
    '1×1 卷积为 3×3 卷积减少通道，另一个再增加通道；为其通道加权后加上输入。',
  'A shortcut without weights to fewer pixels and more channels: every other pixel, and zeros for the channels that are new.':
    '像素变少、通道变多而没有权重的捷径：每隔一个像素取一个，新增的通道填零。',
  'Channels of zeros before those of the input.': '输入通道之前的零通道数。',
  'New channels before': '前置新通道',
  'Channels of zeros behind those of the input.': '输入通道之后的零通道数。',
  'New channels behind': '后置新通道',
  'Norm and ReLU stand before each of the two convolutions, and nothing at all on the shortcut.':
    '归一化和 ReLU 在两个卷积各自之前，捷径上没有任何运算。',
  'Norm, ReLU, convolution, twice; what it computes is joined to what it was given.':
    '归一化、ReLU、卷积，共两遍；算出的内容与输入拼接。',
  Growth: '增长率',
  'Between dense blocks: half of height and width, and of the channels as many as are wanted.':
    '位于密集块之间：高与宽减半，通道数按需要减少。',
  'Norm, ReLU, convolution; what it computes is joined to what it was given.':
    '归一化、ReLU、卷积；算出的内容与输入拼接。',
  'A 1×1 convolution squeezes the channels; 1×1 and 3×3 ones side by side expand them again.':
    '1×1 卷积压缩通道，再由并排的 1×1 和 3×3 卷积扩展。',
  'Channels of the 1×1 convolution that squeezes.': '压缩用的 1×1 卷积的通道数。',
  Squeeze: '压缩',
  'Channels of each of the two that expand.': '扩展用的两个卷积各自的通道数。',
  Expand: '扩展',
  'A 3×3 convolution of each channel by itself, and a 1×1 one across channels; a norm and a ReLU6 behind each.':
    '对每个通道单独作 3×3 卷积，再跨通道作 1×1 卷积；各自之后有归一化和 ReLU6。',
  'Of its first convolution among the reference’s layers, whose numbers are their names.':
    '其第一个卷积在参考实现各层中的编号，编号即其名称。',
  'Adds what went into the block.': '加上模块的输入。',
  'Convolves each channel by itself and projects them to few without an activation.':
    '对每个通道单独卷积，再不带激活函数地投影到少数通道。',
  'Channels of the depthwise convolution.': '逐通道卷积的通道数。',
  Expanded: '扩展后',
  'Height and width of the depthwise filters.': '逐通道卷积核的高与宽。',
  'Adds what went in; left out where the shapes differ.': '加上输入；形状不同时略去。',
  'Expands the channels, convolves each channel by itself and projects them to few without an activation.':
    '扩展通道，对每个通道单独卷积，再不带激活函数地投影到少数通道。',
  'Expands the channels, convolves each channel by itself, weighs them and projects them to few without an activation.':
    '扩展通道，对每个通道单独卷积，为通道加权，再不带激活函数地投影到少数通道。',
  'Convolves each channel by itself, weighs them and projects them to few without an activation.':
    '对每个通道单独卷积，为通道加权，再不带激活函数地投影到少数通道。',
  'Half the height and width: all channels go through both branches, and are shuffled.':
    '高与宽减半：所有通道都经过两个分支，再混洗。',
  'Channels of each branch: half of those that leave the unit.': '每个分支的通道数：即离开该单元的通道的一半。',
  Half: '一半',
  'Half of the channels pass untouched, the others are convolved; then all are shuffled.':
    '一半通道原样通过，另一半作卷积；然后全部混洗。',
  'Share of the samples that pass by in training.': '训练时绕过的样本的比例。',
  'Drop rate': '丢弃率',
  'A depthwise convolution, then a small network at each place. What is added starts almost at nothing, and at times is left out.':
    '逐通道卷积，再在每个位置上接一个小网络。相加的内容起初几乎为零，有时被略去。',
  'How often the block is left out while training.': '训练时略去该模块的频率。',
  'Drop path': '随机深度',
  'Two convolutions, each behind a norm and a SiLU, added to what goes in; the step of the diffusion is added to every channel between them.':
    '两个卷积，各在归一化和 SiLU 之后，加到输入上；扩散的步在两者之间加到每个通道上。',
  'The step, told by waves of many lengths, through two dense layers.':
    '以多种长度的波表示扩散的步，再经过两个全连接层。',
  'Waves; both layers have four times as many units.': '波的个数；两层的单元数均为其四倍。',
  'Every place of a map looks at every other; what it sees is added to it.':
    '特征图的每个位置观察所有其他位置，所见加到该位置上。',
  'Height and width of the map.': '特征图的高与宽。',
  Side: '边长',
  'Twice the height and width, joined to the maps of that size from the way down, and a residual block.':
    '高与宽加倍，与下行路径中同样大小的特征图拼接，再经过一个残差模块。',
  'That reach the block.': '进入模块的通道数。',
  'Channels before': '输入通道数',
  'Of the norms; they divide all channels.': '归一化的组数，须整除所有通道数。',
  'Two 3×3 convolutions.': '两个 3×3 卷积。',
  'Half the height and width, and two convolutions.': '高与宽减半，再作两个卷积。',
  'Twice the height and width, joined to the maps of that size from the way down, and two convolutions.':
    '高与宽加倍，与下行路径中同样大小的特征图拼接，再作两个卷积。',
  'A shortcut to another number of channels.': '改变通道数的捷径。',
  'Two causal convolutions compute what is added to the input.': '由两个因果卷积计算加到输入上的内容。',
  'Steps from tap to tap.': '相邻采样点之间的步数。',
  'Whether the shortcut has a convolution, where the channels differ.': '通道数不同时，捷径是否带有卷积。',
  'Self-attention and a feed-forward part, each added to its input.': '自注意力和前馈部分，各与其输入相加。',
  'Attention both ways and a feed-forward part, each with a norm behind its sum.':
    '双向注意力和前馈部分，各在相加之后归一化。',
  'Attention to what stands before and a feed-forward part, each with its norm before it. What is added starts smaller the more layers there are.':
    '对之前内容的注意力和前馈部分，各在之前归一化。层数越多，相加的内容起初越小。',
  'Attention to what stands before, in groups that share keys and values, and a gated feed-forward part, each with its RMS norm before it.':
    '对之前内容的分组注意力（共用键和值）和带门控的前馈部分，各在之前作 RMS 归一化。',
  'Self-attention to what was written so far, attention across to what was read, and a feed-forward part, each added to its input.':
    '对已写出内容的自注意力、对所读内容的交叉注意力和前馈部分，各与其输入相加。',
  'Attention both ways, with a bias for each distance, and a feed-forward part, each with its RMS norm before it.':
    '双向注意力（每种距离有一个偏置）和前馈部分，各在之前作 RMS 归一化。',
  'Attention to what was written so far, attention across to what was read, and a feed-forward part, each with its RMS norm before it.':
    '对已写出内容的注意力、对所读内容的交叉注意力和前馈部分，各在之前作 RMS 归一化。',
  'Attention among the patches and a feed-forward part, each with its norm before it.':
    '图像块之间的注意力和前馈部分，各在之前归一化。',
  'Attention within windows and a feed-forward part, each with its norm before it. Every second block shifts its windows by half.':
    '窗口内的注意力和前馈部分，各在之前归一化。每隔一个模块把窗口移动一半。',
  'Places to a side of a window.': '窗口每边的位置数。',
  'Of the windows, down and to the right.': '窗口向下和向右的移动量。',
  'How often a part is left out while training.': '训练时略去一部分的频率。',
  'Lays each 2×2 places side by side as one, and makes half as many features of theirs.':
    '把每 2×2 个位置并为一个，特征拼接后减半。',
  'Of the map that goes in, an even number.': '输入特征图的大小，为偶数。',
  Height: '特征图高度',
  Breadth: '特征图宽度',
  'Patches of a picture with a token in front, which in the end says what is seen.':
    '图像块，前面带有一个标记，最后由它说明所见。',
  'Tokens that look back only; what the last one has read is what the text says.':
    '只向前看的词元；最后一个词元读到的即为文本的含义。',
  'Attention and a feed-forward part, each with its norm before it; texts look back only. Its GELU is that of a sigmoid.':
    '注意力和前馈部分，各在之前归一化；文本只向前看。其 GELU 为 sigmoid 近似。',
  'Train this. The loss stays near 2.3, the logarithm of ten classes: a guess. On its way back through each sigmoid the gradient shrinks to a quarter or less, so the first layers hear nothing. Then press a cure and train again.':
    '请训练此网络。损失停在 2.3 附近，即十个类别的对数：等于瞎猜。梯度每往回穿过一个 sigmoid 就缩小到四分之一或更小，最前面的几层几乎收不到信号。然后点按一个解决办法，再训练一次。',
  'Add batch norm': '加入批归一化',
  'Cured: batch norm before each sigmoid keeps what flows in the middle of its slope, and scales it up again. Train it: the first layers learn as the last ones do. Ctrl+Z takes it back, to try another cure.':
    '已解决：每个 sigmoid 之前的批归一化使输入保持在其斜率最大的中段，并重新放大。训练它：最前面的层与最后面的层学得一样好。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Add residuals': '加入残差连接',
  'Cured: each layer adds to what came in, so the gradient has a way back that no sigmoid shrinks. Train it: the loss falls from the first steps on. Ctrl+Z takes it back, to try another cure.':
    '已解决：每一层都加在其输入上，梯度便有了一条不被 sigmoid 缩小的回路。训练它：损失从最初几步就开始下降。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Use ReLU': '改用 ReLU',
  'Cured: a ReLU lets the gradient of what is positive through whole, and He’s start makes up for what it takes away. Train it. Ctrl+Z takes it back, to try another cure.':
    '已解决：ReLU 让正值的梯度完整通过，He 初始化补偿它拿走的部分。训练它。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Train this. The digit is read as 28 rows, one step each. The learning rate is high on purpose: watch the loss jump where a gradient is too long. Then press a cure and train again.':
    '请训练此网络。数字作为 28 行读取，每步一行。学习率故意设得较高：观察梯度过大时损失如何跳升。然后点按一个解决办法，再训练一次。',
  'Clip the gradient': '梯度裁剪',
  'Cured: a gradient that is longer than 1 is cut to that length, so that no step goes far. Train it: the curve grows calm. Ctrl+Z takes it back, to try another cure.':
    '已解决：范数大于 1 的梯度缩短到 1，任何一步都走不远。训练它：曲线变得平稳。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Use an LSTM': '改用 LSTM',
  'Cured: the gates of an LSTM keep what it remembers, and the gradient with it, at its size through all the steps. Train it. Ctrl+Z takes it back, to try another cure.':
    '已解决：LSTM 的门使所记内容连同梯度在所有步中保持大小。训练它。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Train this. Every hidden unit gives 0, and a ReLU at 0 passes no gradient on: only the last bias learns. About 11 of 100 digits are right, the share of the most frequent one. Then press the cure and train again.':
    '请训练此网络。每个隐藏单元都输出 0，而 ReLU 在 0 处不传递梯度：只有最后的偏置在学习。100 个数字中约有 11 个正确，即最常见数字的比例。然后点按解决办法，再训练一次。',
  'Start with random numbers': '随机初始化',
  'Cured: no two units start alike, so each can learn something of its own. Train it: within an epoch it reads most digits.':
    '已解决：没有两个单元起点相同，因此每个都能学到自己的东西。训练它：一轮之内就能认对大多数数字。',
  'Train this, and look at the first steps. Under Xavier’s start the variance of what flows halves at each ReLU: after twenty-five layers less than a millionth is left, and as little of the gradient on the way back. For a whole epoch next to nothing is learned. Then press the cure and compare.':
    '请训练此网络，并观察最初几步。用 Xavier 初始化，信号的方差每过一个 ReLU 减半：二十五层之后剩下不到百万分之一，回传的梯度也是如此。整整一轮几乎什么也学不到。然后点按解决办法，作一比较。',
  'Start by He': '用 He 初始化',
  'Cured: He’s numbers are larger by the square root of two, so that what flows keeps its size through all the ReLUs. Train it: it learns from the first steps on.':
    '已解决：He 的数值大 √2 倍，因此信号穿过所有 ReLU 仍保持大小。训练它：从最初几步就开始学习。',
  'Train this. The points of two half moons overlap, and only 54 of them are there to learn from, as most are kept for validation: the network bends round each of them, so that the training loss falls to nothing while the validation loss turns and rises. Then press a cure and compare the validation curves.':
    '请训练此网络。两个半月的点相互重叠，其中只有 54 个用于学习，大多数留作验证：网络绕着每个点弯曲，训练损失降到几乎为零，验证损失却转而上升。然后点按一个解决办法，比较验证曲线。',
  'Add dropout': '加入随机失活',
  'Cured: half of the units drop out at each step, so none can rely on another to remember an example. Train it: the validation loss stays low. Ctrl+Z takes it back, to try another cure.':
    '已解决：每一步有一半单元失活，没有哪个单元能依赖另一个来记住样本。训练它：验证损失保持较低。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Add weight decay': '加入权重衰减',
  'Cured: each step pulls the weights towards zero, so that only what pays off again and again stays large. Train it: the validation loss rises half as far. Ctrl+Z takes it back, to try another cure.':
    '已解决：每一步都把权重拉向零，只有反复有用的才保持较大。训练它：验证损失的上升减少一半。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Stop early': '早停',
  'Cured: training ends once the validation loss has not fallen for ten epochs, and the weights of the best one are kept. Train it. Ctrl+Z takes it back, to try another cure.':
    '已解决：验证损失连续十轮不再下降时训练结束，并保留最佳一轮的权重。训练它。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Train this. The learning rate is far too large, on purpose: within a few steps all units fall below zero and stay there, and the loss stops at 2.30, a guess. Then press a cure and train again.':
    '请训练此网络。学习率故意设得过大：几步之内所有单元都落到零以下，不再回来，损失停在 2.30，等于瞎猜。然后点按一个解决办法，再训练一次。',
  'Use leaky ReLU': '改用 Leaky ReLU',
  'Cured: a leaky ReLU keeps a small slope below zero, so units that were pushed too far come back. Train it, with the same learning rate. Ctrl+Z takes it back, to try another cure.':
    '已解决：Leaky ReLU 在零以下保留很小的斜率，被推得过远的单元能够回来。用同样的学习率训练它。Ctrl+Z 可撤销，以便尝试另一种办法。',
  'Lower the learning rate': '降低学习率',
  'Cured: at a fraction of the learning rate no step throws a unit so far that nothing brings it back. Train it. Ctrl+Z takes it back, to try another cure.':
    '已解决：学习率只有几分之一时，没有哪一步会把单元抛到回不来的地方。训练它。Ctrl+Z 可撤销，以便尝试另一种办法。',
  // what blocks are called
  '3×3 convolution': '3×3 卷积',
  'Conv-BN-ReLU': '卷积-BN-ReLU',
  'Inception module': 'Inception 模块',
  'Auxiliary head': '辅助分类头',
  'Inception A': 'Inception A 模块',
  'Inception B': 'Inception B 模块',
  'Inception C': 'Inception C 模块',
  'Inception D': 'Inception D 模块',
  'Inception E': 'Inception E 模块',
  'Basic block': '基本模块',
  Bottleneck: '瓶颈模块',
  'Squeeze and excitation': '压缩与激励',
  'Basic block, SE': '基本模块（SE）',
  'Bottleneck, SE': '瓶颈模块（SE）',
  'Zero-padded shortcut': '补零捷径',
  'Pre-activation block': '预激活模块',
  'Dense layer': 'DenseNet 层',
  Transition: '过渡层',
  'Plain dense layer': '无瓶颈的 DenseNet 层',
  'Fire module': 'Fire 模块',
  'Depthwise separable convolution': '深度可分离卷积',
  'Residual sum': '残差和',
  'Inverted residual (t = 1)': '倒残差（t = 1）',
  'Inverted residual': '倒残差',
  'Inverted residual, no expansion, ReLU': '倒残差（不扩展，ReLU）',
  'Inverted residual, ReLU': '倒残差（ReLU）',
  'Inverted residual, SE, ReLU': '倒残差（SE，ReLU）',
  'Inverted residual, hard swish': '倒残差（hard swish）',
  'Inverted residual, SE, hard swish': '倒残差（SE，hard swish）',
  'Inverted residual, no expansion, SE, ReLU': '倒残差（不扩展，SE，ReLU）',
  'ShuffleNet unit, stride 2': 'ShuffleNet 单元（步长 2）',
  'ShuffleNet unit': 'ShuffleNet 单元',
  MBConv1: 'MBConv1 模块',
  MBConv6: 'MBConv6 模块',
  'ConvNeXt block': 'ConvNeXt 模块',
  'Step of the diffusion': '扩散的步',
  'Residual block with time': '带时间的残差模块',
  'Attention among places': '位置间的注意力',
  'Up with time': '带时间的上采样',
  'Double convolution': '双卷积',
  Down: '下采样',
  Up: '上采样',
  'Temporal block': '时间卷积模块',
  'Encoder layer': '编码器层',
  'BERT layer': 'BERT 层',
  'GPT layer': 'GPT 层',
  'Llama layer': 'Llama 层',
  'Decoder layer': '解码器层',
  'T5 encoder layer': 'T5 编码器层',
  'T5 decoder layer': 'T5 解码器层',
  'Swin block': 'Swin 模块',
  'Patch merging': '图像块合并',
  'CLIP layer': 'CLIP 层',
  'CLIP picture tower': 'CLIP 图像塔',
  'CLIP text tower': 'CLIP 文本塔',
};
