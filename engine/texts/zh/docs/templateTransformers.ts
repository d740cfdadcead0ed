/** Templates: Transformers. */
export const templateTransformers: Readonly<Record<string, string>> = {
  'Encoder layers over a sequence of tokens, their mean, and a dense layer: sorts texts and other sequences.':
    '对词元序列使用编码器层，取均值，再接全连接层：为文本等序列分类。',
  'How many stand one on the other.': '堆叠多少层。',
  'Before each part, or after each sum as published.': '在每部分之前，或如论文在每次相加之后。',
  'The smallest Transformer that does something useful.': '能做有用之事的最小 Transformer。',
  'Attention instead of recurrence: every place looks at every other in one step, so nothing has to be remembered for long.':
    '以注意力代替循环：每个位置一步就能看到其他所有位置，不必长期记住任何东西。',
  'Without positions it could not tell one order of the tokens from another. The encoder of 2017 normalizes after each sum; before each part trains more steadily, and is the default here.':
    '没有位置编码，它就无法区分词元的不同顺序。2017 年的编码器在每次相加之后归一化；在每部分之前归一化训练更稳定，此处默认如此。',
  'Encoder that is trained to fill gaps in text, with a head that classifies whole texts: fine-tune it on what you have.':
    '为填补文本空缺而训练的编码器，带有为整个文本分类的输出头：可在自己的数据上微调。',
  'Of the head.': '输出头的类别数。',
  'Places that have learned rows.': '有可学习位置编码的位置数。',
  'What fills short texts up: nothing looks there. −1 for none.': '填充短文本的词元：没有位置会查看它。−1 表示没有。',
  'One pretrained network for every task of language understanding.': '用一个预训练网络完成各种语言理解任务。',
  'It looks both ways: a share of the tokens is hidden, and the network guesses them from what stands on either side.':
    '它看两个方向：遮住一部分词元，由网络根据两侧的内容猜测。',
  'Positions are learned, not sinusoids. The norm stands after each sum, with an epsilon of 1e-12, and one more behind the three embeddings. What is classified is the first place after a dense layer with tanh (the pooler), not the place itself. Places of padding are hidden from attention. Weights have Hugging Face’s names.':
    '位置编码是可学习的，不是正弦。归一化在每次相加之后，epsilon 为 1e-12，三个嵌入之后还有一个。用来分类的是第一个位置经过带 tanh 的全连接层（pooler）之后的结果，而不是该位置本身。注意力看不到填充的位置。权重采用 Hugging Face 的名称。',
  'Decoder-only Transformer: from all tokens so far to the next one, at every place at once.':
    '只有解码器的 Transformer：在每个位置同时由至此的所有词元预测下一个。',
  'A language model: trained to continue text, it learns what the text is about.':
    '语言模型：训练它续写文本，它便学会文本讲的是什么。',
  'One objective and one architecture for everything, made larger and larger.':
    '一个目标、一种结构完成一切，并越做越大。',
  'GPT-2 has its norms before each part and one more behind the last layer, and its GELU is the approximation by tanh. Its embedding is its output layer too: one matrix, counted once. Weights have Hugging Face’s names and layout, where the dense layers of a block lie as inputs×outputs ("Conv1D").':
    'GPT-2 的归一化在每部分之前，最后一层之后还有一个；其 GELU 为 tanh 近似。嵌入同时也是输出层：一个矩阵，只计一次。权重的名称和布局同 Hugging Face，模块中全连接层的权重按输入×输出存放（“Conv1D”）。',
  'The decoder of today’s language models: RMS norms, rotary positions, grouped queries and gated feed-forward parts.':
    '今天的语言模型所用的解码器：RMS 归一化、旋转位置编码、分组查询和带门控的前馈部分。',
  'The embedding is the output layer too: one matrix instead of two.': '嵌入同时也是输出层：一个矩阵而不是两个。',
  'A language model whose weights anybody may have; most open ones since are built like it.':
    '权重人人可得的语言模型；此后多数开放模型都照它的样子构造。',
  'Nothing alone, but the parts that proved themselves together: norms without a mean, positions that turn queries and keys, several heads of queries to one of keys, and a gate (SwiGLU) in the feed-forward part; no bias anywhere.':
    '没有单独的新东西，而是各种行之有效的部件合在一起：不减均值的归一化，旋转查询和键的位置编码，几个查询头共用一个键头，前馈部分的门（SwiGLU）；处处没有偏置。',
  'The first Llama has one head of keys for each of queries; groups came with Llama 2 (70B), and with Llama 3 for all. Rotary positions pair each feature of the first half with its like in the second, as Hugging Face’s weights have them; the weights that Meta published pair neighbours. Versions from 3.1 on stretch the slow turns besides, which is not done here. Weights have Hugging Face’s names. Its norms add 1e-5, as from Llama 2 on; the first Llama, and a configuration of transformers that says nothing of it, add 1e-6.':
    '第一代 Llama 每个查询头各有一个键头；分组始于 Llama 2（70B），Llama 3 起全部采用。旋转位置编码把前半的每个特征与后半中对应的配对，同 Hugging Face 的权重；Meta 发布的权重则把相邻的配对。3.1 起的版本还拉长慢的旋转，此处没有。权重采用 Hugging Face 的名称。归一化所加的是 1e-5，同 Llama 2 起的版本；第一代 Llama 和没有写明它的 transformers 配置加的是 1e-6。',
  'The encoder and decoder of "Attention Is All You Need": reads one sequence, writes another.':
    '“Attention Is All You Need”的编码器与解码器：读一个序列，写另一个序列。',
  'Translation, better than every recurrent network of its day and in a fraction of the time.':
    '翻译，胜过当时的所有循环网络，用时只是一小部分。',
  'Attention alone: several heads, sinusoids that tell the places, and a decoder that looks back at its own output and across at the source.':
    '只用注意力：多个头、表示位置的正弦编码，以及既回看自身输出又查看原文的解码器。',
  'Norms stand after each sum, and there is none behind the last layer, unlike in PyTorch’s nn.Transformer. Embeddings are multiplied by √width before the positions are added. In training the decoder reads the truth shifted by one place. The paper shares one matrix between both embeddings and the output layer; here each has its own.':
    '归一化在每次相加之后，最后一层之后没有，这与 PyTorch 的 nn.Transformer 不同。嵌入在加位置编码之前乘以 √width。训练时解码器读取后移一个位置的真值。论文的两个嵌入与输出层共用一个矩阵；此处各有一个。',
  'An encoder that reads a text and a decoder that writes another: every task of language as text to text.':
    '编码器读一段文本，解码器写另一段：所有语言任务都是文本到文本。',
  'Of each attention.': '每个注意力的头数。',
  'A GELU gate in the feed-forward part, as in 1.1, instead of a ReLU.': '前馈部分用 GELU 门（如 1.1 版）代替 ReLU。',
  'Of the distances between places.': '位置之间距离的分箱数。',
  'What fills short sources up: nothing looks there. −1 for none.': '填充短原文的词元：没有位置会查看它。−1 表示没有。',
  'One network for translating, summing up, answering and sorting, which differ by a few words before the text.':
    '用一个网络翻译、摘要、回答和分类，区别只在文本之前的几个词。',
  'Not the network but the comparison: of all that was tried, this encoder and decoder, trained to fill gaps, came out best. It tells places apart by a learned number for each distance alone.':
    '新的不是网络而是比较：在所有尝试中，这种为填补空缺而训练的编码器与解码器效果最好。它只凭每种距离的一个可学习的数来区分位置。',
  'Scores are not divided by the root of the width; the queries’ weights start smaller instead. The bias of the distances is learned in the first layer of either side and read by all. No dense layer has an offset. In 1.0 the embedding is the output layer too, and what reaches it is divided by √width; in 1.1 it is not, and the feed-forward part is gated. In training the decoder reads the truth shifted by one place, begun by the padding token. Weights have Hugging Face’s names.':
    '分数不除以宽度的平方根，而是让查询的权重从较小的值开始。距离的偏置在两侧各自的第一层学习，由所有层读取。全连接层都没有偏置。1.0 版的嵌入同时也是输出层，进入它的内容除以 √width；1.1 版不是，且前馈部分带门控。训练时解码器读取后移一个位置的真值，以填充词元开头。权重采用 Hugging Face 的名称。',
  'Cuts a picture into patches and reads them like words: no convolution but the one that cuts.':
    '把图像切成小块，像词一样读取：除切块的卷积外没有卷积。',
  'Layers and width.': '层数与宽度。',
  'Height and width of a patch in pixels; it divides the image.': '图像块的高与宽（像素），须整除图像大小。',
  'Whose published weights it can load.': '能载入谁发布的权重。',
  'To see how far one gets without building anything about pictures in.': '看看不在结构中加入任何图像知识能走多远。',
  'With enough pictures to learn from, a plain Transformer is as good as the best convolutional network.':
    '有足够多的图像可学时，普通的 Transformer 与最好的卷积网络一样好。',
  'The norms stand before each part and once more at the end. Trained on ImageNet alone it falls behind a ResNet; it needs far more pictures, or strong augmentation. Weights have torchvision’s names or Hugging Face’s, as you choose; the two keep queries, keys and values together and apart, and their norms have different epsilons (1e-6 and 1e-12).':
    '归一化在每部分之前，末尾再有一个。只在 ImageNet 上训练时不如 ResNet；它需要多得多的图像，或强数据增强。权重的名称可选 torchvision 或 Hugging Face；两者分别把查询、键和值合在一起与分开存放，归一化的 epsilon 也不同（1e-6 与 1e-12）。',
  'A Transformer for pictures that looks within windows, shifts them from block to block, and merges patches stage by stage.':
    '用于图像的 Transformer：在窗口内查看，逐块移动窗口，并逐段合并图像块。',
  'Stages, blocks and width.': '段数、模块数与宽度。',
  'To put Transformers to every use that convolutional networks have: large pictures, detection, segmentation.':
    '使 Transformer 能胜任卷积网络的各种用途：大图像、检测、分割。',
  'Attention within windows, whose work grows with the picture and not with its square; shifted by half in every second block, so that neighbours meet; and four stages of ever coarser maps, as in a ResNet.':
    '窗口内的注意力，计算量与图像大小而不是其平方成正比；每隔一个模块移动半个窗口，使相邻窗口相通；并像 ResNet 那样有四段越来越粗的特征图。',
  'Shifted windows are cut from a map that is turned round like a cylinder; a mask keeps apart what was not beside each other. The bias belongs to the offset between two places, and each block has its own. Weights have torchvision’s names; the authors’ own files call the same layers otherwise.':
    '移动后的窗口取自首尾相接、如圆柱般滚动的特征图；原本不相邻的由掩码隔开。偏置属于两个位置之间的偏移，每个模块各有自己的。权重采用 torchvision 的名称；作者自己的文件中同样的层叫法不同。',
  'A tower that reads pictures and one that reads texts, taught to agree: whatever can be said in words becomes a class.':
    '读图像的塔和读文本的塔，学习彼此一致：凡能用文字说出的都可以成为类别。',
  'Features of each token.': '每个词元的特征数。',
  'Of each attention of the text; they divide its width.': '文本的每个注意力的头数，须整除其宽度。',
  'Features in which pictures and texts meet.': '图像与文本相遇处的特征数。',
  'To learn pictures from the texts that stand beside them anyway, instead of from labels.':
    '从本来就在图像旁的文本（而不是标签）学习图像。',
  'Nobody tells it classes. Within a batch it is to find out which text belongs to which picture; afterwards it sorts pictures by any texts that one thinks of (zero-shot), as well as a network that had learned the classes.':
    '没有人告诉它类别。在一批之中，它要找出哪段文本属于哪幅图像；之后就能按任意想到的文本为图像分类（零样本），效果与学过类别的网络相当。',
  'Of the text counts what stands at its end, which has the highest number of all tokens. Its GELU is x·σ(1.702 x), not the exact one. The temperature is learned as its logarithm; the paper keeps it below 100, which is not done here. Two digits of a batch with the same name are pairs of each other here (Yang et al. 2022): in the paper, with 400 million texts, they would hardly meet. Weights have Hugging Face’s names.':
    '文本以其末尾处为准，那里的词元编号最大。其 GELU 为 x·σ(1.702 x)，不是精确形式。温度以其对数形式学习；论文使其保持在 100 以下，此处没有。同一批中名称相同的两个数字在此互相配对（Yang et al. 2022）：论文有 4 亿段文本，几乎不会遇到。权重采用 Hugging Face 的名称。',
};
