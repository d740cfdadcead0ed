/** What definitions of several kinds say alike. */
export const shared: Readonly<Record<string, string>> = {
  'How the numbers start.': '这些数值如何初始化。',
  'N×channels×length.': 'N×通道×长度。',
  'Valid: none. Same: as much as keeps the size (at stride 1), the odd pixel after. Explicit: as you say.':
    '不填充（valid）；等长（same）：使大小不变（步长为 1 时），多出的一个像素填在后面；自定义：按给定的数量。',
  'Zeros before and after, per axis.': '每个轴前后各填多少个零。',
  "Steps between the window's taps (length).": '窗口内相邻采样点之间的距离（长度）。',
  'How the weights start.': '权重如何初始化。',
  'N×channels×height×width.': 'N×通道×高×宽。',
  "Steps between the window's taps (height × width).": '窗口内相邻采样点之间的距离（高×宽）。',
  'N×channels×depth×height×width.': 'N×通道×深×高×宽。',
  "Steps between the window's taps (depth × height × width).": '窗口内相邻采样点之间的距离（深×高×宽）。',
  'The outermost values keep their places at the corners; else the outermost edges meet.':
    '最外侧的值保持在角上；否则最外侧的边缘对齐。',
  'The same shape.': '形状相同。',
  'N×length×width.': 'N×长度×宽度。',
  'How the rows start.': '各行如何初始化。',
  'Channels on the axis after the batch.': '通道在批之后的轴上。',
  'Add learned offsets.': '加上可学习的偏置。',
  'No place looks at later ones.': '任何位置都不查看其后的位置。',
  'Features inside the feed-forward part; 0 is four times the width.': '前馈部分内部的特征数；0 表示宽度的四倍。',
  'Any shape.': '任意形状。',
  'Rows with a certain label, such as that of padding, are left out.': '略去带有某个标签（例如填充的标签）的行。',
  'The label that is left out.': '被略去的标签。',
  'From the clean picture to nothing but noise.': '从清晰图像到纯噪声的步数。',
  'How fast the noise grows: its variance in equal steps (2020), or so that less is lost early on (cosine, Nichol and Dhariwal 2021).':
    '噪声增长的快慢：方差逐步线性增加（2020），或使前期损失较少（余弦，Nichol 与 Dhariwal 2021）。',
  'A tokenizer.json; it is kept with the model.': '一个 tokenizer.json；它与模型一同保存。',
  '3 for colour, 1 for grey.': '3 为彩色，1 为灰度。',
  'Of another ratio of sides: pulled to the sides, whole with black beside it, or filling the frame with its edges cut.':
    '宽高比不同时：拉伸，完整放入并在旁边补黑，或填满并裁去边缘。',
  'What it tells apart: the outputs of the last layer.': '要区分的类别数，即最后一层的输出数。',
  'Height and width of an image.': '图像的高与宽。',
  'Channels that a layer adds.': '一层增加的通道数。',
  'Multiplies the published share of dropped blocks; 0 drops none.': '乘以发表的模块丢弃比例；0 表示不丢弃。',
  'Different tokens.': '不同词元的个数。',
  'What it tells apart.': '要区分的类别数。',
  'In training.': '训练时使用。',
  'What a token is: there are about 90 characters in a book; of words take thousands, of byte pairs 258 at least.':
    '什么是一个词元：一本书中约有 90 个字符；词需要数千个，字节对至少 258 个。',
  'Of every layer.': '每一层的通道数。',
  'Steps that a filter sees.': '卷积核所看的步数。',
  'Tokens of a sequence.': '序列的词元数。',
  'Features of each place.': '每个位置的特征数。',
  'Of each attention; they divide the width.': '每个注意力的头数，须整除宽度。',
  'In training, of attention and of what each part gives.': '训练时用于注意力和各部分的输出。',
  'Heads of keys and values, each shared by as many heads of queries; they divide the heads.':
    '键和值的头数，每个由同样多的查询头共用；须整除头数。',
  'Features inside the feed-forward part.': '前馈部分内部的特征数。',
  'Of the rotary positions: the slowest turn is about this many times slower than the fastest.':
    '旋转位置编码的基数：最慢的旋转大约比最快的慢这么多倍。',
  'Features of a head.': '一个头的特征数。',
};
