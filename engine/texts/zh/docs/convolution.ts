/** Convolutions. */
export const convolution: Readonly<Record<string, string>> = {
  'Slides learned filters along a sequence; each gives one output channel.':
    '可学习的卷积核沿序列滑动，每个卷积核给出一个输出通道。',
  'The same with `filters` channels.': '同样的形状，通道数为 `filters`。',
  'Number of output channels.': '输出通道数。',
  'Size of each filter.': '每个卷积核的大小。',
  'Steps between the places where a filter is applied.': '卷积核相邻两个作用位置之间的距离。',
  'What the padding holds: zeros, the mirrored inside, the repeated edge, or what lies at the other side.':
    '填充的内容：零、内部的镜像、重复的边缘，或对侧的内容。',
  'Channels are cut into this many groups, each with its own filters.': '通道分成这么多组，每组有各自的卷积核。',
  'Give the weights of each filter mean 0 and variance 1 before they are used (Qiao et al. 2019): with group norm it replaces batch norm.':
    '使用前把每个卷积核的权重变为均值 0、方差 1（Qiao et al. 2019）：与组归一化合用可替代批归一化。',
  'Add a learned offset to each output channel.': '为每个输出通道加上可学习的偏置。',
  'Slides learned filters over the image; each gives one output map.':
    '可学习的卷积核在图像上滑动，每个卷积核给出一张输出特征图。',
  'Slides learned filters through a volume or a video; each gives one output map.':
    '可学习的卷积核在体数据或视频中滑动，每个卷积核给出一张输出特征图。',
  'A convolution backwards: each input value writes a learned pattern into a larger output, where patterns overlap and add up. For decoders and generators. Also called deconvolution.':
    '反向的卷积：每个输入值把一个可学习的图样写入更大的输出，重叠处相加。用于解码器和生成器。也称反卷积。',
  '`filters` channels, larger maps.': '`filters` 个通道，特征图更大。',
  'How many times as large the output is, roughly.': '输出大约是输入的几倍大。',
  'Valid: keep all that the filters write. Same: exactly the input’s size times the stride. Custom: cut off as many pixels as you say.':
    '不裁剪（valid）：保留卷积核写出的全部内容；等长（same）：恰为输入大小乘以步长；自定义：按给定的像素数裁去。',
  'Cut off before and after, per axis.': '每个轴前后各裁去多少。',
  'Added to the output’s size at the end; below the stride.': '在输出末尾增加的长度；须小于步长。',
  'Steps between the filter’s taps (length).': '卷积核内相邻采样点之间的距离（长度）。',
  'Steps between the filter’s taps (height × width).': '卷积核内相邻采样点之间的距离（高×宽）。',
  'Steps between the filter’s taps (depth × height × width).': '卷积核内相邻采样点之间的距离（深×高×宽）。',
  'Each channel is convolved with filters of its own; channels do not mix. Very cheap; a convolution with kernel 1 behind it mixes them (MobileNet).':
    '每个通道用各自的卷积核卷积，通道之间不混合。计算量很小；其后接一个核为 1 的卷积来混合通道（MobileNet）。',
  '`multiplier` times as many channels.': '通道数变为 `multiplier` 倍。',
  'Filters that each channel has of its own.': '每个通道各有多少个卷积核。',
  'Size of each of these filters.': '其中每个卷积核的大小。',
  'A convolution in two steps: first each channel by itself (depthwise), then a convolution with kernel 1 that mixes the channels. Nearly as good as a full one with a fraction of its weights.':
    '分两步的卷积：先对每个通道单独卷积（逐通道），再用核为 1 的卷积混合通道。效果接近完整卷积，权重却只有一小部分。',
  'Like a convolution, but with filters of its own at every place: for inputs whose parts always lie at the same spots, such as aligned faces. Many weights.':
    '类似卷积，但每个位置有各自的卷积核：适用于各部分位置固定的输入，例如对齐的人脸。权重很多。',
  'Steps between the places.': '相邻位置之间的距离。',
  'Add a learned offset to each output value.': '为每个输出值加上可学习的偏置。',
};
