/** Attention and Transformers. */
export const attention: Readonly<Record<string, string>> = {
  'Each query takes the mean of the values, weighted by how well it fits their keys. Without projections of its own: put Dense layers before it, or take Multi-head attention, which has them.':
    '每个查询取各个值的加权平均，权重为查询与键的匹配程度。自身没有投影：可在前面放全连接层，或改用带投影的多头注意力。',
  'N×queries×features.': 'N×查询数×特征。',
  'N×keys×features. The queries themselves without a wire.': 'N×键数×特征。不连线则为查询本身。',
  'N×keys×features. The keys themselves without a wire.': 'N×键数×特征。不连线则为键本身。',
  '0 where a query must not look, such as padding: N×keys, N×queries×keys or N×heads×queries×keys.':
    '查询不可查看处为 0，例如填充：N×键数、N×查询数×键数或 N×头数×查询数×键数。',
  'Added to the scores, such as learned positions: shapes as the mask.':
    '加在分数上，例如可学习的位置偏置：形状同掩码。',
  'Where each query looks: N×heads×queries×keys.': '每个查询查看了哪里：N×头数×查询数×键数。',
  'Into how many the features are cut; each looks by itself.': '特征分成多少个头，每个头各自计算注意力。',
  'Heads of keys and values, each shared by as many heads of queries: 1 is multi-query, more is grouped-query attention. 0 is one for each.':
    '键和值的头数，每个由同样多的查询头共用：1 即多查询注意力，更多即分组查询注意力。0 表示每个查询头各有一个。',
  'Share of the attention weights that are dropped in training.': '训练时丢弃的注意力权重的比例。',
  'How heads know the distance between places: queries and keys are turned by their place (rotary), or far ones score less (ALiBi).':
    '各个头如何得知位置之间的距离：按位置旋转查询和键（旋转），或降低远处的分数（ALiBi）。',
  'The slowest turn is about this many times slower than the fastest.': '最慢的旋转大约比最快的慢这么多倍。',
  'Which features turn together: each of the first half with its like in the second, or each with the one beside it.':
    '哪些特征一起旋转：前半与后半中对应的特征，或相邻的两个特征。',
  'The one input holds queries, keys and values side by side, as one Dense layer gives them.':
    '唯一的输入并排含有查询、键和值，如同由一个全连接层给出。',
  'Factor of the scores; 0 is 1/√width of a head.': '分数的系数；0 表示 1/√（头宽度）。',
  'Several heads look at a sequence at once, each with learned queries, keys and values, and what they find is mixed. With one wire the sequence looks at itself; with keys it looks at another (cross-attention).':
    '多个头同时查看一个序列，各有可学习的查询、键和值，再把结果混合。只有一条连线时序列查看自身（自注意力）；连了键则查看另一序列（交叉注意力）。',
  'N×queries×width.': 'N×查询数×宽度。',
  'N×keys×any width. The queries themselves without a wire.': 'N×键数×任意宽度。不连线则为查询本身。',
  'N×keys×any width. The keys themselves without a wire.': 'N×键数×任意宽度。不连线则为键本身。',
  'Each looks for something else.': '每个头关注不同的内容。',
  'Add learned offsets to the projections.': '为各投影加上可学习的偏置。',
  'Features of each head’s queries and keys; 0 shares out the width of the input.':
    '每个头的查询和键的特征数；0 表示平分输入的宽度。',
  'Features of each head’s values; 0 is as many as its keys have.': '每个头的值的特征数；0 表示与键相同。',
  'Scores how well a query fits each key by a small network with one hidden layer, and takes the mean of the values by these scores. Also called Bahdanau attention; the query is usually a decoder’s state.':
    '用只有一个隐藏层的小网络为查询与每个键的匹配程度打分，再按分数取值的加权平均。也称 Bahdanau 注意力；查询通常是解码器的状态。',
  'N×features, or several queries, N×queries×features.': 'N×特征，或多个查询 N×查询数×特征。',
  'N×keys×features.': 'N×键数×特征。',
  '0 where a query must not look, such as padding: N×keys or N×queries×keys.':
    '查询不可查看处为 0，例如填充：N×键数或 N×查询数×键数。',
  'N×features of the values, for each query.': '每个查询得到 N×（值的特征数）。',
  'Where each query looks: N×queries×keys.': '每个查询查看了哪里：N×查询数×键数。',
  'Width of the hidden layer.': '隐藏层的宽度。',
  'Add a learned offset before the tanh.': '在 tanh 之前加上可学习的偏置。',
  'Cuts a map into windows, within which each place looks at every other: the work grows with the map’s size, not with its square. A learned number for each offset between two places says how near they are. Every second layer shifts its windows by half, so that what the first kept apart meets.':
    '把特征图切成窗口，每个位置查看窗口内的其他所有位置：计算量与特征图大小成正比，而不是与其平方成正比。两个位置之间的每种偏移有一个可学习的数，表示远近。每隔一层把窗口移动一半，使前一层隔开的位置得以相遇。',
  'N×height×width×features, as Permute 2, 3, 1 makes of a map. Where windows do not divide it, zeros are put behind it.':
    'N×高×宽×特征，可由轴重排 2, 3, 1 从特征图得到。窗口不能整除时在后面补零。',
  'Each looks for something else; they divide the features.': '每个头关注不同的内容；须整除特征数。',
  'Height and width of a window.': '窗口的高与宽。',
  'How far the windows are moved down and to the right, less than their size; not at all where one covers the map.':
    '窗口向下和向右移动多少，小于其大小；一个窗口即覆盖特征图时不移动。',
  'Self-attention and a feed-forward part, each added to its input and normalized. A stack of them is the Transformer’s encoder, BERT or a Vision Transformer; with Causal it is GPT.':
    '自注意力与前馈部分，各自与其输入相加并归一化。将它堆叠即为 Transformer 的编码器、BERT 或 Vision Transformer；选“因果”则为 GPT。',
  'Of the attention weights and of each part’s output, in training.': '训练时用于注意力权重和各部分的输出。',
  'Of the feed-forward part. The GLU forms are gated.': '前馈部分的激活函数。各种 GLU 带门控。',
  'After each sum (as published), or before each part (trains more steadily when deep).':
    '在每次相加之后（如论文），或在每部分之前（层数多时训练更稳定）。',
  'Added to the variance in the norms.': '归一化时加在方差上。',
  'Attention to the places before in its own sequence, attention to what an encoder gives, and a feed-forward part, each added to its input and normalized: for translation and other tasks from one sequence to another.':
    '对自身序列之前位置的注意力、对编码器输出的注意力以及前馈部分，各自与其输入相加并归一化：用于翻译等序列到序列的任务。',
  'What the encoder gives: N×keys×width.': '编码器给出的内容：N×键数×宽度。',
  '0 where a place must not look in its own sequence: N×length, N×length×length or N×heads×length×length.':
    '自身序列中不可查看处为 0：N×长度、N×长度×长度或 N×头数×长度×长度。',
  '0 where a place must not look in the memory: N×keys, N×length×keys or N×heads×length×keys.':
    '编码器输出中不可查看处为 0：N×键数、N×长度×键数或 N×头数×长度×键数。',
  'The shape of the input.': '与输入形状相同。',
  'In its own sequence no place looks at later ones.': '自身序列中任何位置都不查看其后的位置。',
  'Two dense layers with an activation or a gate between them, the same for every place of a sequence: the part of a Transformer that follows attention.':
    '两个全连接层，其间有激活函数或门，对序列的每个位置相同：即 Transformer 中注意力之后的部分。',
  'N×…×width.': 'N×…×宽度。',
  'Features between the two layers; 0 is four times the width.': '两层之间的特征数；0 表示宽度的四倍。',
  'Between the two. The GLU forms are gated: the first layer gives twice the features, and one half says how much of the other passes.':
    '两层之间的激活函数。各种 GLU 带门控：第一层给出两倍的特征，其中一半决定另一半通过多少。',
  'Share of values that are dropped in training.': '训练时丢弃的值的比例。',
  'Adds waves of many lengths to a sequence, so that attention, which sees a set, can tell the places apart. Has no weights and knows places of any length.':
    '给序列加上多种波长的正弦波，使把序列看作集合的注意力能区分位置。没有权重，序列长度不限。',
  'N×length×features.': 'N×长度×特征。',
  'The slowest wave is about this many times slower than the fastest.': '最慢的波大约比最快的慢这么多倍。',
  'Which features belong together: each with the one beside it, or each of the first half with its like in the second.':
    '哪些特征成对：相邻的两个，或前半与后半中对应的。',
  'Adds a learned row to each place of a sequence, so that attention can tell the places apart, as in BERT, GPT-2 and the Vision Transformer.':
    '给序列的每个位置加上可学习的一行数值，使注意力能区分位置，如 BERT、GPT-2 和 Vision Transformer。',
  'Places that have a row, of which a shorter sequence uses the first; 0 is as many as the input has.':
    '有编码的位置数，较短的序列使用开头的部分；0 表示与输入一样多。',
  'A learned number for each head and each distance between a query and a key, to be added to the scores: connect it to the bias of an Attention of the same sequence. Near distances have a number each, farther ones share one with more and more others, as in T5. All layers of a stack may read the same.':
    '每个头对查询与键之间的每种距离有一个可学习的数，加在分数上：把它连到同一序列的注意力层的偏置。近的距离各有一个数，越远共用一个数的距离越多，如 T5。一叠中的各层可以共用同一个。',
  'The sequence, N×length×features, of which only the length is read.': '序列，N×长度×特征，只读取其长度。',
  'N×heads×length×length, queries before keys.': 'N×头数×长度×长度，先查询后键。',
  'Of the attention.': '注意力的头数。',
  'Different numbers of a head; half of them for exact distances.': '一个头有多少个不同的数；其中一半用于精确的距离。',
  'From this distance on all share one number.': '从此距离起，全部共用一个数。',
  'Half of the numbers are for keys before the query, half for those behind it; else all are for those before it.':
    '一半的数用于查询之前的键，一半用于之后的；否则全部用于之前的。',
  'Turns each pair of features by an angle that grows with the place, so that the product of a query and a key depends on the distance between them. The attention layers do it themselves by a setting.':
    '把每对特征旋转一个随位置增大的角度，使查询与键的乘积取决于它们的距离。各注意力层可通过设置自行完成。',
  'N×length×features or N×heads×length×features; an even number of features.':
    'N×长度×特征或 N×头数×长度×特征；特征数为偶数。',
  'Tells a number, such as the step of a diffusion, by waves of many lengths, so that a network can tell close numbers apart and far ones, too. The sines stand first, then the cosines.':
    '用多种波长的正弦波表示一个数（例如扩散的步），使网络既能区分相近的数，也能区分相远的数。先是各个正弦，再是各个余弦。',
  'N×width.': 'N×宽度。',
  'Numbers that it gives: half of them sines.': '给出的数值个数：其中一半是正弦。',
  'Cuts an image into patches and turns each into a row of features, row by row from the top left: a sequence that a Transformer can read. The same as a convolution whose stride is its kernel.':
    '把图像切成小块，从左上角起逐行把每块变为一行特征：得到 Transformer 能读取的序列。等价于步长等于核大小的卷积。',
  'Images, N×channels×height×width, that patches tile.': '图像，N×通道×高×宽，须能被图像块铺满。',
  'N×patches×width.': 'N×块数×宽度。',
  'Size of a patch.': '图像块的大小。',
  'Features of each patch.': '每个图像块的特征数。',
  'Add a learned offset.': '加上可学习的偏置。',
  'Puts a learned place in front of a sequence. Attention gathers there what the whole sequence says, and a Slice of the first place is what is classified.':
    '在序列之前放一个可学习的位置。注意力把整个序列的信息汇集于此，再用切片取出第一个位置来分类。',
  'One place longer.': '多一个位置。',
  'How the token starts.': '该词元如何初始化。',
};
