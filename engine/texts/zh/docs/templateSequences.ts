/** Templates: sequences. */
export const templateSequences: Readonly<Record<string, string>> = {
  'Reads a text token by token with an LSTM, GRU or simple RNN, one way or both, and sorts it by what it remembers.':
    '用 LSTM、GRU 或简单 RNN 单向或双向逐词元读取文本，按其所记内容分类。',
  'What carries the state from step to step.': '在步与步之间传递状态的单元。',
  'One way, or two side by side.': '单向，或两个方向并列。',
  'Stacked one on the other.': '堆叠的层数。',
  'Size of the state.': '状态的大小。',
  'Steps of a sequence.': '序列的步数。',
  'Features of a token.': '每个词元的特征数。',
  'Is this review kind? What is this message about?': '这条评论是褒还是贬？这条消息讲的是什么？',
  'A cell that gates write, clear and read keeps what it learned early for as long as it is needed.':
    '由门控制写入、清除和读出的记忆单元，能把早先学到的保留到需要时。',
  'The LSTM of 1997 had no forget gate; it came in 2000 (Gers, Schmidhuber and Cummins). Weights have PyTorch’s names and its order of gates.':
    '1997 年的 LSTM 没有遗忘门；它出现于 2000 年（Gers、Schmidhuber 和 Cummins）。权重的名称和门的顺序同 PyTorch。',
  'From the characters so far to the next one, at every step: learns to write like what it reads.':
    '每一步都由至此的字符预测下一个：学会像所读的那样写。',
  'To predict, and so to write, text character by character.': '逐字符预测、从而写出文本。',
  'It learns words, quotation marks that close and verses that scan without being told that there are any.':
    '没有人告诉它，它却学会了词、成对的引号和合韵律的诗行。',
  'Its gradients explode sooner or later; that is why they are clipped.': '它的梯度迟早会爆炸，因此要作梯度裁剪。',
  'A label for every token of a sequence, with the words before and behind in view: names, parts of speech.':
    '看着前后的词，为序列的每个词元给出标签：例如名称、词性。',
  'To find names, parts of speech or phrases in text.': '在文本中找出名称、词性或短语。',
  'Two LSTMs, one reading each way, so that every word is judged with its whole sentence.':
    '两个 LSTM 各读一个方向，使每个词都结合整个句子来判断。',
  'The paper’s conditional random field on top is left out: each label is chosen by itself.':
    '论文在其上的条件随机场从略：每个标签单独选择。',
  'From the last steps of one or more series to the next ones.': '由一条或多条序列的最近若干步预测接下来的若干步。',
  'Values at each step.': '每一步的数值个数。',
  'Steps that are predicted.': '要预测的步数。',
  'Demand, load, weather: what comes next.': '需求、负荷、天气：接下来会怎样。',
  'The state sums up the past, however long the rhythm is.': '状态概括了过去，无论周期多长。',
  'Compare it with repeating the last value, or that of a week ago: often that is hard to beat. Scale each series by its training rows alone.':
    '要与重复最后一个值或一周前的值相比：这往往很难超越。每条序列只用其训练行来缩放。',
  'Convolutions of several widths look for phrases; the strongest hit of each filter decides.':
    '几种宽度的卷积寻找短语，由每个卷积核最强的响应决定。',
  'Tokens that the filters see.': '卷积核所看的词元数。',
  'Of each window.': '每种窗口的卷积核数。',
  'To sort sentences, fast.': '快速为句子分类。',
  'One layer of filters and a maximum over time do as well as much larger networks.':
    '一层卷积核加上沿时间取最大值，就与大得多的网络不相上下。',
  'Its good figures rest on pretrained word vectors; with random ones it is clearly worse.':
    '其好成绩靠的是预训练的词向量；用随机词向量明显更差。',
  'Causal convolutions whose gaps double from block to block, so that a few layers see far back.':
    '因果卷积，间隔逐块加倍，几层就能看到很久以前。',
  'Each sees twice as far as the one before.': '每块看到的范围是前一块的两倍。',
  'Values that are predicted from the last step.': '由最后一步预测多少个值。',
  'Sequences without recurrence: all steps are computed at once.': '不用循环处理序列：所有步同时计算。',
  'Dilated causal convolutions in residual blocks remember longer than LSTMs of the same size on many tasks.':
    '残差模块中的膨胀因果卷积，在许多任务上比同样大小的 LSTM 记得更久。',
  'Causal means padded on the left alone; a convolution padded on both sides sees the future. The authors’ code normalizes its weights, which is left out here.':
    '因果意味着只在左侧填充；两侧填充的卷积会看到未来。作者的代码对权重作归一化，此处从略。',
  'One GRU reads both ways, another writes, and before each word that it writes it looks where in the source it should be reading.':
    '一个 GRU 双向读取，另一个写出；每写一个词之前，先查看应读原文的何处。',
  'Different tokens; one of them begins what is written.': '不同词元的个数；其中一个用来开始书写。',
  'Size of the state, on either side and each way.': '两侧及各方向的状态的大小。',
  'Of the embeddings, in training.': '训练时用于嵌入。',
  'Translation: the first network that did it with attention.': '翻译：首个用注意力作翻译的网络。',
  'The source is no longer squeezed into one state: a small network scores every place of it before each step of the decoder, and the decoder reads their mean by these scores. That is attention.':
    '原文不再挤进一个状态：解码器每一步之前，小网络为原文的每个位置打分，解码器读取按分数加权的均值。这就是注意力。',
  'The decoder asks with its state before the step, and what it finds goes into the step. Many accounts ask with the state after it and join what is found to the output: that is Luong’s attention of the same year. In training the decoder reads the truth shifted by one place (teacher forcing); when it writes by itself, it reads what it wrote. The paper’s GRUs reset before the product, and its output has a maxout layer more; here there is one dense layer.':
    '解码器以该步之前的状态为查询，查到的内容参与该步。许多介绍以该步之后的状态为查询，再与输出拼接：那是同年的 Luong 注意力。训练时解码器读取后移一个位置的真值（教师强制）；自己书写时则读取自己写出的内容。论文的 GRU 在乘积之前重置，输出还有一个 maxout 层；此处为一个全连接层。',
};
