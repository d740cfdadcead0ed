/** Transforms and augmentations. */
export const transforms: Readonly<Record<string, string>> = {
  'Puts a number where there is none: the mean, the median or the most frequent number of the training rows, or one that is given. With a flag, a second number behind it says 1 where it was put in and else 0. Of a category it is the most frequent class.':
    '在空缺处填入一个数：训练行的均值、中位数或众数，或给定的数。选“标记”则其后再加一个数，填补处为 1，其余为 0。对类别填入最常见的类别。',
  'What stands in; of numbers that are as frequent the smallest.': '用什么填补；几个数同样常见时取最小的。',
  'What stands in.': '填入的值。',
  'Whether a second number says where one was put in.': '是否再加一个数表示此处经过填补。',
  'Turns x into (x / divisor − subtract) / divide. For pixels from 0 to 255: divisor 255, then subtract 0.5 and divide by 0.5 for values from −1 to 1.':
    '把 x 变为 (x / divisor − subtract) / divide。对 0 到 255 的像素：除数 255，再减 0.5、除以 0.5，即得 −1 到 1 的值。',
  'Divides first.': '首先除以它。',
  'Is subtracted next.': '然后减去它。',
  'Divides last.': '最后除以它。',
  'Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.':
    '减去训练行的均值，除以其标准差。图像通常按通道，表通常按每个值。',
  'What has a mean and deviation of its own.': '在什么范围内各自计算均值和标准差。',
  'Moves and stretches each value so that the training rows lie in a range; other rows may lie beside it. What never varies becomes its lower end.':
    '平移并缩放每个值，使训练行落在一个区间内；其他行可能超出。从不变化的值变为区间的下端。',
  'What the least becomes.': '最小值变为多少。',
  'What the greatest becomes.': '最大值变为多少。',
  'Subtracts the median of the training rows and divides by the distance between two of their quantiles, the quartiles unless told otherwise. A few values that lie far out change neither.':
    '减去训练行的中位数，除以两个分位数之差，默认为四分位数。少数离群值对两者都没有影响。',
  'Share of the rows below it.': '低于它的行所占的比例。',
  'Bends values so that those of the training rows lie as a bell does, of any sign (Yeo and Johnson 2000), and gives them the mean 0 and the deviation 1. The power is the most likely one; of more than a million rows it is learned from every nth.':
    '使训练行的值接近正态分布，正负均可（Yeo and Johnson 2000），并使其均值为 0、标准差为 1。幂取最大似然者；超过一百万行时每隔若干行取一行来学习。',
  'sign(x) · ln(1 + |x|): draws in numbers of very different sizes, such as prices or counts, and leaves 0 where it is.':
    'sign(x) · ln(1 + |x|)：压缩大小悬殊的数，例如价格或计数，并使 0 保持不变。',
  'What lies below the least becomes the least, and what lies above the greatest the greatest.':
    '小于最小值的变为最小值，大于最大值的变为最大值。',
  'No number is below it.': '任何数都不小于它。',
  'No number is above it.': '任何数都不大于它。',
  'The number of the range that a value lies in, as a class: ranges with as many training rows each, or of the same width. What lies beyond the training rows belongs to the first or the last. Where there are gaps they are a class of their own, the last.':
    '以值所在区间的编号为类别：各区间所含训练行数相同，或宽度相同。超出训练行范围的归入第一个或最后一个区间。有空缺时，空缺自成最后一类。',
  'How many there are at most.': '最多多少个区间。',
  'What the ranges have in common.': '各区间的什么相同。',
  'Numbers that a date is made of, one for each part that is chosen, in this order. Times of day are those of the nearest five minutes.':
    '组成日期的各个数，每个选中的部分一个，依此顺序。时刻精确到五分钟。',
  'Such as 2026.': '例如 2026。',
  'From 1 to 12.': '从 1 到 12。',
  'Of the month, from 1 on.': '月内第几天，从 1 起。',
  'From 0 on Monday to 6 on Sunday.': '从星期一的 0 到星期日的 6。',
  'From 1 to 366.': '从 1 到 366。',
  'From 0 to below 24, with its fraction.': '从 0 到 24（不含），带小数部分。',
  'Two numbers for each, sin(2πx / period) and cos(2πx / period): what comes round again ends beside where it began. Of a date the period is counted in days: 1 for the time of day, 7 for the week, 365.2425 for the year.':
    '每个数变为两个数 sin(2πx / period) 和 cos(2πx / period)：周期性的量首尾相接。日期的周期以天计：一天为 1，一周为 7，一年为 365.2425。',
  'After which it comes round again.': '多久循环一次。',
  'Turns a class number into a vector with a 1 at its place.': '把类别编号变为对应位置为 1 的向量。',
  'Length of the vector.': '向量的长度。',
  'The class number itself as one number: for classes that have an order, such as small, medium, large. Classes stand by size, else by their letters.':
    '以类别编号本身为一个数：适用于有顺序的类别，例如小、中、大。类别按大小排列，否则按字母排列。',
  'Stands for a value that no training row has.': '代表训练行中没有的值。',
  'A vector with a 1 at the place that the letters of the value come to: for categories of thousands of values, and for values that no training row has. Different values may share a place.':
    '一个向量，在由值的文字算出的位置为 1：适用于有成千上万种取值的类别，以及训练行中没有的值。不同的值可能共用一个位置。',
  'Writes every letter small, as Unicode has it, whatever language the computer speaks.':
    '按 Unicode 把所有字母变为小写，与计算机的语言无关。',
  'Writes alike what reads alike: one Unicode form for letters and their accents (the compatible forms make ﬁ to fi and ① to 1 too), letters without accents where that is wanted, and one space for any run of spaces, tabs and line ends.':
    '使读来相同的写法一致：字母及其重音采用一种 Unicode 形式（兼容形式还把 ﬁ 变为 fi，① 变为 1），可去掉重音，并把连续的空格、制表符和换行合并为一个空格。',
  'Composed (C) or decomposed (D); K: compatible, which makes one of letters that differ only in how they are drawn.':
    '组合（C）或分解（D）；K：兼容形式，把只在字形上不同的字符合而为一。',
  'Whether é becomes e.': '是否把 é 变为 e。',
  'Whether a run of white space becomes one space, and none stays at the ends.':
    '是否把连续的空白变为一个空格，并去掉首尾的空白。',
  'Cuts texts into words, characters or pairs of bytes that are often together, and gives each its number. What there is is learned from the training rows: the most frequent ones up to the size of the vocabulary. Number 0 is kept for filling up, number 1 stands for all that is not in the vocabulary. A tokenizer.json of Hugging Face brings a vocabulary of its own.':
    '把文本切成词、字符或常在一起的字节对，并为每个编号。词元由训练行得出：取最常见的，直到词表大小。编号 0 留作填充，编号 1 代表词表以外的一切。Hugging Face 的 tokenizer.json 自带词表。',
  'What a token is. Of writing without spaces each character is a word.':
    '什么是一个词元。对不以空格分词的文字，每个字符为一个词。',
  'Different tokens at most, the two reserved ones among them; of byte pairs there are 258 at least.':
    '不同词元的最多个数，含两个保留的；字节对至少有 258 个。',
  'How often a token must be in the training rows to have a number.': '词元在训练行中至少出现多少次才有编号。',
  'A number for each of the most frequent words of the training rows, and where that is wanted for runs of words: whether it is in the text, how often, or how often weighed by how few texts have it (tf-idf, rows of length 1 as in scikit-learn). Order is lost.':
    '训练行中最常见的每个词（也可含连续的几个词）对应一个数：是否在文本中出现、出现几次，或按含有它的文本之少加权的次数（tf-idf，与 scikit-learn 相同，每行长度为 1）。词的顺序不再保留。',
  'Words and runs; the width of a row.': '词与词组的个数，即一行的宽度。',
  'Words of a run at most: 2 counts pairs of neighbours too.': '连续的最多几个词：2 表示也计相邻的两个词。',
  'What stands for each word.': '每个词对应的数表示什么。',
  'How often a word must be in the training rows to count.': '词在训练行中至少出现多少次才计入。',
  'Cuts rows of tokens that are longer than the network reads. How many training rows are is counted and told.':
    '截断比网络所读更长的词元行。会统计并说明有多少训练行如此。',
  'Tokens that are left at most.': '最多保留的词元数。',
  'Which end of a longer row is left.': '较长的行保留哪一端。',
  'Fills rows of tokens up to one length, as a network reads them. Longer ones have to be cut before.':
    '把词元行填充到网络所读的统一长度。更长的须先截断。',
  'Of every row.': '每一行的长度。',
  'Behind the tokens or before them.': '填在词元之后或之前。',
  'What fills them: 0, unless a tokenizer.json has another one for that.':
    '填充所用的编号：0，除非 tokenizer.json 另有规定。',
  'Brings pictures into another size, and masks with the nearest class. Shrinking takes the mean of what falls on a pixel.':
    '把图像变为另一大小，掩码则取最近的类别。缩小时取落在一个像素上的均值。',
  'Afterwards.': '调整后的大小。',
  'Cuts a part of this size out, without changing its pixels. A smaller picture gets black (class 0 in masks) beside it.':
    '裁出这一大小的部分，不改变其像素。图像较小时在旁边补黑（掩码中为类别 0）。',
  'Of the part.': '裁出部分的大小。',
  'Where it lies: 0 at the left, 0.5 in the middle, 1 at the right.': '所在位置：0 在左，0.5 居中，1 在右。',
  'Where it lies: 0 at the top, 0.5 in the middle, 1 at the bottom.': '所在位置：0 在上，0.5 居中，1 在下。',
  'Makes one channel of red, green and blue: 0.299 R + 0.587 G + 0.114 B. A picture of one channel stays as it is.':
    '由红、绿、蓝得到一个通道：0.299 R + 0.587 G + 0.114 B。只有一个通道的图像保持不变。',
  'Makes red, green and blue of one channel, all three equal to it: for networks that read colours. A picture of three stays as it is.':
    '由一个通道得到相等的红、绿、蓝：用于读取彩色的网络。有三个通道的图像保持不变。',
  'Turns each channel into (x − mean) / deviation by given numbers: those that it starts with are of ImageNet, for values from 0 to 1. Standardize finds the numbers in the training rows instead.':
    '用给定的数把每个通道变为 (x − mean) / deviation：初始值为 ImageNet 的数，适用于 0 到 1 的值。标准化则从训练行中得出这些数。',
  'Of each channel, or one for all.': '每个通道的均值，或全体共用一个。',
  'Standard deviation of each channel, or one for all.': '每个通道的标准差，或全体共用一个。',
  'A sound as a picture of how loud which heights are when: power spectra of overlapping windows (Hann), added up in triangular bands that are as wide as they are heard (the mel scale), and the logarithm of that: 1×bands×windows.':
    '把声音变为图像，表示何时在何音高上有多响：重叠窗口（Hann）的功率谱，在按听觉划分宽度的三角形频带（梅尔刻度）中求和，再取对数：1×频带×窗口。',
  'Samples a second of the sound.': '声音每秒的采样数。',
  'Rows of the picture.': '图像的行数。',
  'What is heard at a time.': '每次分析的时长。',
  'From one window to the next.': '相邻窗口的间隔。',
  'Where the first band begins.': '第一个频带的起点。',
  'Where the last band ends.': '最后一个频带的终点。',
  'Mirrors left and right, or top and bottom.': '左右翻转，或上下翻转。',
  'Of the rows, that it happens to.': '施加此变化的行的比例。',
  'Covers some steps of a sound, a spectrogram or a series that follow each other, with all that is known of them.':
    '遮盖声音、声谱图或序列中相邻的若干步，连同这些步的全部数值。',
  'Pieces that are covered; they may overlap.': '遮盖的段数；各段可以重叠。',
  'Steps of a piece at most, as a share of the row’s; how many is drawn from none to these.':
    '每段最多的步数，占一行步数的比例；实际步数在零与此之间随机选取。',
  'What they are covered with.': '用什么遮盖。',
  'A sound, a spectrogram or a series goes faster or slower, by linear interpolation. Its last step stays where it is; before one that goes faster stands its first step. Of samples of a sound the pitch changes along, of a spectrogram it does not.':
    '让声音、声谱图或序列变快或变慢，采用线性插值。最后一步位置不变；变快时前面空出的部分为其第一步。对声音采样，音高随之改变；对声谱图则不变。',
  'At most so much faster or slower: 0.1 is from 1/1.1 to 1.1 times the speed.':
    '至多变快或变慢多少：0.1 表示速度在 1/1.1 倍到 1.1 倍之间。',
  'Leaves out some tokens of a text. What fills a row up (number 0) stays, and so does one token at least.':
    '略去文本中的一些词元。填充部分（编号 0）不变，且至少保留一个词元。',
  'Of the tokens, how many are left out.': '略去的词元所占的比例。',
  'Another token stands there, or those behind move up. Where the target has a token for each place they must not move.':
    '原处换成另一个词元，或由后面的词元补上。若目标对每个位置都有词元，则不可移动。',
  'The number that stands there: 1 is what is not in a vocabulary that was learned here.':
    '放在原处的编号：1 表示不在此处所学词表中的词元。',
  'Horizontal changes left and right, vertical top and bottom.': '水平方向交换左右，竖直方向交换上下。',
  'Turns about the middle, either way, by up to so many degrees.': '绕中心向任一方向旋转，至多这么多度。',
  'At most, either way.': '任一方向的最大角度。',
  'What stands where the picture was moved away from: black, its edge, or its mirror image. Of masks black is class 0.':
    '图像移开处的内容：黑色、边缘，或镜像。掩码中黑色为类别 0。',
  'Moves across and down, either way, by whole pixels.': '向任一方向横向和纵向平移整数个像素。',
  'At most, as a share of the width.': '最大平移占宽度的比例。',
  'At most, as a share of the height.': '最大平移占高度的比例。',
  'Shows the picture larger or smaller, and its sides in another ratio. A part of a larger one is chosen by chance (a crop of random size), and so is the place of a smaller one.':
    '放大或缩小图像，并改变宽高比。放大时随机取其中一部分（随机大小裁剪），缩小时位置也是随机的。',
  'Times its size, at least.': '至少为原大小的多少倍。',
  'Times its size, at most.': '至多为原大小的多少倍。',
  'At most so many times as wide for its height as it was, or as high for its width.':
    '宽高比或高宽比至多变为原来的多少倍。',
  'Slants it: rows slide along each other, or columns do.': '使图像倾斜：各行或各列相互错开。',
  'As if seen from another place: each corner moves inwards by chance.': '如同从另一位置观看：每个角随机向内移动。',
  'How far a corner moves at most, as a share of the way to the middle.': '角的最大移动，占到中心距离的比例。',
  'Changes brightness, contrast, saturation and hue, in this order. A grey picture has neither of the last two.':
    '依次改变亮度、对比度、饱和度和色相。灰度图像没有后两者。',
  'All values times 1 − this to 1 + this.': '所有值乘以 1 − 此值到 1 + 此值之间的数。',
  'Distance from the mean grey times 1 − this to 1 + this.': '与平均灰度之差乘以 1 − 此值到 1 + 此值之间的数。',
  'Distance from its own grey times 1 − this to 1 + this.': '与自身灰度之差乘以 1 − 此值到 1 + 此值之间的数。',
  'Turned by up to this share of the circle of colours, either way.': '在色相环上向任一方向转动，至多占全环的此比例。',
  'A Gaussian blur of a width by chance.': '随机宽度的高斯模糊。',
  'Standard deviation, at least.': '最小标准差。',
  'Standard deviation, at most.': '最大标准差。',
  'Adds normal noise to every value.': '给每个值加上正态噪声。',
  'Standard deviation, as a share of the whole range.': '标准差，占整个取值范围的比例。',
  'Covers a square of the picture. Its middle may be any place, so that part of it may lie outside. Masks stay as they are.':
    '遮住图像中的一个正方形。其中心可在任意位置，因此一部分可能在图像之外。掩码保持不变。',
  'Its side, as a share of the picture’s shorter one.': '边长，占图像短边的比例。',
  'What it is covered with.': '用什么遮住。',
  'A row is a blend of itself and the row before it in its batch, and so is its target: classes one-hot, or numbers.':
    '每一行与批中前一行混合，其目标也同样混合：目标须为独热类别或数值。',
  'Of the beta distribution that the share is drawn from: small leaves most rows nearly as they are.':
    '混合比例所服从的 Beta 分布的参数：较小时多数行几乎不变。',
  'A box of the picture, and of its mask, is that of the row before it in its batch. The target is mixed by the area: classes one-hot, or numbers.':
    '图像及其掩码的一个矩形区域换成批中前一行的。目标按面积混合：须为独热类别或数值。',
  'Of the beta distribution that the area is drawn from: 1 makes all areas as likely.':
    '面积所服从的 Beta 分布的参数：1 表示各种面积的可能性相同。',
  'Some of fourteen changes, one after the other, all of one strength: shear, shift, rotate, brightness, colour, contrast, sharpness, posterize, solarize, automatic contrast, equalize, or nothing.':
    '从十四种变化中取若干种，以同一强度依次施加：剪切、平移、旋转、亮度、颜色、对比度、锐度、色调分离、曝光反转、自动对比度、直方图均衡，或不变。',
  'How many follow each other.': '依次施加多少种变化。',
  'Of each, from 0 to 30.': '每种变化的强度，从 0 到 30。',
  'Mixes the picture with some of its own that were changed one to three times each: shifted, turned, slanted, posterized, solarized, equalized. Where masks or target pictures go along, what would move it is left out.':
    '把图像与其自身的几个变化版本混合，每个经过一至三次变化：平移、旋转、剪切、色调分离、曝光反转、直方图均衡。若有掩码或目标图像，则略去会移动内容的变化。',
  'Changed pictures that are mixed.': '混合多少个变化版本。',
  'Of each change at most, from 0 to 10.': '每种变化的最大强度，从 0 到 10。',
  'Of the beta and Dirichlet distributions that the shares are drawn from.':
    '混合比例所服从的 Beta 分布与狄利克雷分布的参数。',
};
