/** Pooling. */
export const pooling: Readonly<Record<string, string>> = {
  'Keeps the largest value of each window: smaller maps, and small shifts matter less.':
    '保留每个窗口中的最大值：特征图变小，对小的平移不敏感。',
  'As many channels, smaller maps.': '通道数不变，特征图变小。',
  'Size of the window.': '窗口大小。',
  'Steps between windows; 0 is the window’s own size.': '相邻窗口之间的距离；0 表示与窗口大小相同。',
  'Add a place at the end where the stride leaves some of the input over; it sees only what is there.':
    '若按步长滑动后输入有剩余，则在末尾增加一个位置，它只覆盖实际存在的部分。',
  'Takes the mean of each window: smaller, smoother maps.': '取每个窗口的均值：特征图变小、变平滑。',
  'Divide by the whole window even where it hangs over the edge.': '窗口超出边缘时，也除以整个窗口的大小。',
  'Takes the p-norm of each window: between a sum (p = 1) and the largest value (p very large).':
    '取每个窗口的 p 范数：介于求和（p = 1）与最大值（p 很大）之间。',
  'p of the norm.': '范数的 p。',
  'Reduces each map to one number, its mean or maximum: a flat output whatever the sequence’s length.':
    '把每张特征图归约为一个数（均值或最大值）：无论序列多长，输出都是一维特征。',
  'N×channels.': 'N×通道。',
  'What a map is reduced to.': '一张特征图归约为什么。',
  'Reduces each map to one number, its mean or maximum: a flat output whatever the image’s size.':
    '把每张特征图归约为一个数（均值或最大值）：无论图像多大，输出都是一维特征。',
  'Reduces each map to one number, its mean or maximum: a flat output whatever the volume’s size.':
    '把每张特征图归约为一个数（均值或最大值）：无论体数据多大，输出都是一维特征。',
  'Pools to a given size whatever the input’s: the windows are chosen to fit. Put it before a Dense layer so that the network takes images of any size.':
    '无论输入多大都池化到给定大小，窗口自动适配。放在全连接层之前，网络即可接收任意大小的图像。',
  'As many channels, maps of the given size.': '通道数不变，特征图为给定大小。',
  'What a window is reduced to.': '一个窗口归约为什么。',
  'Size of the output.': '输出的大小。',
  'Pools the maps to grids of several sizes and lays all of them out in one row: a flat output of fixed length from images of any size, that still knows roughly what was where.':
    '把特征图池化为几种大小的网格，再全部排成一行：任意大小的图像都得到固定长度的一维输出，且仍大致知道各物体的位置。',
  'N×features: for each grid all places of each channel.': 'N×特征：每个网格中每个通道的所有位置。',
  'Height and width of each grid.': '每个网格的高与宽。',
  'What a place of a grid is reduced to.': '网格的一个位置归约为什么。',
  'Makes maps larger by a whole factor: repeats each value (nearest) or draws lines between them (linear). Has nothing to learn; put a convolution behind it.':
    '把特征图放大整数倍：重复每个值（最近邻），或在值之间作线性插值（线性）。没有可学习的权重；其后宜接一个卷积。',
  'As many channels, larger maps.': '通道数不变，特征图变大。',
  'How many times as large.': '放大几倍。',
  'What new places hold.': '新位置上的值如何得到。',
  'Makes maps larger by a whole factor: repeats each value (nearest) or draws lines between them (bilinear). Has nothing to learn; put a convolution behind it.':
    '把特征图放大整数倍：重复每个值（最近邻），或在值之间作线性插值（双线性）。没有可学习的权重；其后宜接一个卷积。',
  'Makes maps larger by a whole factor: repeats each value (nearest) or draws lines between them (trilinear). Has nothing to learn; put a convolution behind it.':
    '把特征图放大整数倍：重复每个值（最近邻），或在值之间作线性插值（三线性）。没有可学习的权重；其后宜接一个卷积。',
  'Lays r² channels out as r×r pixels: the maps become larger, the channels fewer, and nothing is lost. A convolution before it learns how to enlarge.':
    '把 r² 个通道排成 r×r 个像素：特征图变大，通道变少，没有任何损失。由前面的卷积学习如何放大。',
  'N×channels×height×width; the channels a multiple of r².': 'N×通道×高×宽；通道数为 r² 的倍数。',
  'r times as high and wide, r² times fewer channels.': '高与宽为 r 倍，通道数为 r² 分之一。',
  'How many times as high and wide (r).': '高与宽放大几倍（r）。',
  'Lays r×r pixels out as r² channels, the reverse of Pixel shuffle: makes maps smaller without losing anything.':
    '把 r×r 个像素排成 r² 个通道，即像素重排的逆运算：缩小特征图而不损失任何内容。',
  'N×channels×height×width; both sizes multiples of r.': 'N×通道×高×宽；高与宽均为 r 的倍数。',
  'r times less high and wide, r² times as many channels.': '高与宽为 r 分之一，通道数为 r² 倍。',
  'How many times less high and wide (r).': '高与宽缩小几倍（r）。',
  'Interleaves groups of channels: the first of each, then the second of each. What grouped convolutions keep apart gets mixed (ShuffleNet).':
    '交错各组通道：先取每组的第一个，再取每组的第二个，依此类推。使分组卷积隔开的通道得以混合（ShuffleNet）。',
  'N×channels, and any axes after.': 'N×通道，其后可有任意轴。',
  'Of neighbouring channels (g); they divide the channels.': '相邻通道的组数（g），须整除通道数。',
};
