/** Recurrent layers. */
export const recurrent: Readonly<Record<string, string>> = {
  'Reads a sequence step by step; each state is made of the input and the state before. Forgets quickly: LSTM and GRU remember longer.':
    '逐步读取序列；每个状态由输入和前一状态得出。遗忘较快：LSTM 和 GRU 记得更久。',
  'N×steps×features.': 'N×步数×特征。',
  'Where it starts: the state. Zero without a wire.': '起始的状态。不连线则为零。',
  'N×steps: 0 where a step is padding. There the state stays and the output is 0.':
    'N×步数：填充的步为 0。这些步中状态不变，输出为 0。',
  'N×steps×units, or N×units for the last step; twice as many for both directions.':
    'N×步数×单元数，只取最后一步时为 N×单元数；双向时单元数加倍。',
  'At the end: the state.': '结束时的状态。',
  'Size of the state, and of the output at each step.': '状态的大小，也是每一步输出的大小。',
  'The output of every step, or of the last one.': '每一步的输出，或最后一步的输出。',
  'Which way it reads. Both: two layers side by side, their outputs concatenated.':
    '读取方向。双向：两层并列，输出拼接。',
  'How many are stacked, each reading the whole output of the one below.': '堆叠的层数，每层读取下面一层的全部输出。',
  'Between stacked layers, in training.': '训练时用在堆叠的层之间。',
  'How weights and biases start.': '权重和偏置如何初始化。',
  'What makes the new state.': '用来得出新状态的函数。',
  'Reads a sequence step by step and keeps a cell that gates write, clear and read, so that it remembers over long stretches. Gates in the order of PyTorch: input, forget, cell, output.':
    '逐步读取序列并保有记忆单元，由门控制写入、清除和读出，因此能长期记忆。门的顺序同 PyTorch：输入门、遗忘门、候选记忆、输出门。',
  'Where it starts: the cell. Zero without a wire.': '起始的记忆单元。不连线则为零。',
  'At the end: the cell.': '结束时的记忆单元。',
  'Reads a sequence step by step with two gates: one resets what it reads of its state, one says how much of the state is kept. Lighter than LSTM. Gates in the order of PyTorch: reset, update, new.':
    '用两个门逐步读取序列：一个重置所读的状态，一个决定状态保留多少。比 LSTM 轻。门的顺序同 PyTorch：重置门、更新门、候选状态。',
  'After the product with the state (PyTorch, cuDNN and the default of Keras), or before it (the paper).':
    '在与状态相乘之后重置（PyTorch、cuDNN 以及 Keras 的默认），或在其之前（论文）。',
  'A GRU that looks at another sequence before each step: its state so far asks, additive attention answers, and the answer is read beside the step’s own input. The decoder of the first network that translated with attention. Gates as in GRU.':
    '每一步之前先查看另一序列的 GRU：以当前状态为查询作加性注意力，所得结果与该步输入一起读取。即首个用注意力作翻译的网络的解码器。门同 GRU。',
  'N×steps×features: what it reads, such as what has been written so far.':
    'N×步数×特征：所读的内容，例如至此已写出的部分。',
  'N×places×features: what it looks at.': 'N×位置×特征：所查看的内容。',
  'Where it starts, N×units. Zero without a wire.': '起始状态，N×单元数。不连线则为零。',
  'N×places: 0 where it must not look, such as padding.': 'N×位置：不可查看处为 0，例如填充。',
  'The state after each step, N×steps×units.': '每一步之后的状态，N×步数×单元数。',
  'At the end: N×units.': '结束时的状态：N×单元数。',
  'Where each step looked: N×steps×places.': '每一步查看了哪里：N×步数×位置。',
  'Width of the hidden layer that scores.': '打分所用隐藏层的宽度。',
  'An LSTM whose steps are pictures: convolutions take the place of its products, so that state and output are maps. For videos, radar and weather. Gates in the order of Keras: input, forget, cell, output.':
    '每一步是一幅图像的 LSTM：以卷积代替矩阵乘积，状态和输出都是特征图。用于视频、雷达和天气。门的顺序同 Keras：输入门、遗忘门、候选记忆、输出门。',
  'N×steps×channels×height×width.': 'N×步数×通道×高×宽。',
  'N×steps×filters×height×width, or N×filters×height×width for the last step; twice as many for both directions.':
    'N×步数×卷积核数×高×宽，只取最后一步时为 N×卷积核数×高×宽；双向时加倍。',
  'Channels of the state, and of the output at each step.': '状态的通道数，也是每一步输出的通道数。',
  'Size of the filters, over the input and over the state.': '作用于输入和状态的卷积核的大小。',
  'Steps between the places where a filter is applied to the input.': '卷积核在输入上相邻两个作用位置之间的距离。',
};
