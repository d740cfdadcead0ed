/** Templates: classics and demonstrations. */
export const templateClassics: Readonly<Record<string, string>> = {
  'Two convolutions and two dense layers that read handwritten digits: 21,840 parameters, about 98 % after one epoch.':
    '用两个卷积层和两个全连接层识别手写数字：21,840 个参数，一轮之后约 98 %。',
  'The first tour: it is small enough to understand at a glance and learns in a minute.':
    '入门第一课：小到一眼就能看懂，一分钟就能学会。',
  'Nothing: it is LeNet’s idea with max pools and ReLU, as PyTorch’s own first example had it for years.':
    '没有新东西：它是 LeNet 的思路加上最大池化和 ReLU，PyTorch 的第一个示例多年来就是它。',
  'One dense layer and a softmax: every class is a weighted sum of the pixels. About 92 % of the digits.':
    '一个全连接层加 softmax：每一类都是像素的加权和。约能认对 92 % 的数字。',
  'The yardstick: what a network achieves should be compared with this first.':
    '比较的基准：任何网络的成绩都应先与它相比。',
  'Probabilities instead of hard decisions, so that the weights can be found by going downhill.':
    '用概率代替硬性判断，于是可以沿梯度下降找到权重。',
  'There is no softmax on the canvas: cross-entropy applies it itself, which is safer for large numbers.':
    '画布上没有 softmax：交叉熵自带它，对很大的数也更稳妥。',
  'Dense layers with a nonlinearity between them: about 98 % of the digits without knowing that they are pictures.':
    '全连接层之间夹着非线性激活：不知道输入是图像，也能认对约 98 % 的数字。',
  'Units of each, from the input on.': '各隐藏层的单元数，从输入一侧起。',
  'Between the layers.': '各层之间的激活函数。',
  'After each hidden layer; 0 is none.': '用在每个隐藏层之后；0 表示不用。',
  'The general-purpose network, for anything that comes as a row of numbers.': '通用网络，适用于任何排成一行数的输入。',
  'Backpropagation: hidden layers learn features that nobody wrote down.': '反向传播：隐藏层学到没有人写下过的特征。',
  'The networks of 1986 had sigmoids and a squared error; ReLU and cross-entropy make the same network train many times faster.':
    '1986 年的网络使用 sigmoid 和平方误差；换成 ReLU 和交叉熵，同样的网络训练快许多倍。',
  'The network that read cheques in the 1990s: two convolutions, two pools, three dense layers.':
    '20 世纪 90 年代识别支票的网络：两个卷积层、两个池化层、三个全连接层。',
  'After every layer but the last.': '用在除最后一层外的每一层之后。',
  'The original took averages.': '原网络用平均池化。',
  'To read the amounts on cheques; it did so for a good part of those in the United States.':
    '识别支票上的金额；美国相当一部分支票曾由它识别。',
  'Convolution, pooling and dense layers trained together from pixels to answer.':
    '卷积、池化和全连接层从像素到答案一起训练。',
  'What is called LeNet-5 today has 61,706 weights. The network of 1998 had about 60,000: its pools had a learned factor and offset for each map, its second convolution saw only some of the maps each, and it ended in radial basis functions. This is today’s form; its activation is a choice, and tanh comes nearest to the original.':
    '今天所说的 LeNet-5 有 61,706 个权重。1998 年的网络约有 60,000 个：其池化对每张特征图有可学习的系数和偏置，第二个卷积的每个卷积核只看部分特征图，末端是径向基函数。此处为今天的形式；激活函数可选，tanh 最接近原网络。',
  'Squeezes a picture through a few numbers and draws it again: learns what pictures have in common, without labels.':
    '把图像压缩成几个数再还原：不用标签就学到图像的共性。',
  'Numbers that a picture is squeezed into.': '图像压缩成多少个数。',
  'To find a short description of data by itself.': '自动找到数据的简短表示。',
  'The narrow layer in the middle: what passes it must be what matters.': '中间的窄层：能通过它的必是重要的内容。',
  'The paper needed layer-wise pretraining; with today’s initializers and Adam it trains from the start.':
    '论文需要逐层预训练；用今天的初始化方法和 Adam，可以从头训练。',
  'Gets a picture with noise on it and must draw it without: it cannot just copy.':
    '输入带噪声的图像，必须画出不带噪声的：不能只是照抄。',
  'What is done to the picture while it trains.': '训练时对图像做什么。',
  'Of each convolution.': '各卷积层的卷积核数。',
  'To learn features that survive damage; and, of course, to clean pictures.':
    '学习经得起破坏的特征；当然也用来给图像去噪。',
  'Noise on the input makes even a wide middle layer learn something: the picture must be told from the noise.':
    '输入加上噪声后，即使中间层很宽也能学到东西：必须分清图像与噪声。',
  'The truth is the clean picture, not the noisy one. The paper blacks out pixels; here noise is added or pixels are dropped, as you choose.':
    '真值是干净的图像，不是带噪声的。论文把像素置黑；此处可选择加噪声或丢弃像素。',
  'An autoencoder whose code is a small cloud instead of a point, so that any point near by can be drawn: it makes new pictures.':
    '编码不是一个点而是一小团云的自编码器，附近的任何点都能画出图像：它能生成新的图像。',
  'Units of the one hidden layer on either side.': '两侧唯一的隐藏层的单元数。',
  'Weight of the divergence; 1 is the paper’s, more takes the code apart (beta-VAE).':
    '散度的权重；1 为论文的取值，更大则使编码的各维解耦（beta-VAE）。',
  'To learn what makes a picture of this kind, and to draw new ones.': '学习这类图像由何构成，并画出新的图像。',
  'The reparameterization trick: noise that is drawn beside the network, then scaled and shifted by it, so that gradients pass through a random choice. The loss is a bound on how likely the pictures are.':
    '重参数化技巧：噪声在网络之外抽取，再由网络缩放和平移，使梯度能穿过随机选择。损失是图像似然的变分下界取负。',
  'The encoder gives the logarithm of the variance, not the deviation. The penalty is the whole divergence from a standard normal, summed over the code; the pixels’ losses are a mean here, so the penalty is divided by their number. Without training nothing is drawn at random: the code is then its mean. Where the penalty weighs too much, the code says nothing any more.':
    '编码器给出的是方差的对数，不是标准差。惩罚项是与标准正态分布的完整散度，对编码各维求和；像素的损失在此取均值，因此惩罚也除以像素数。训练之外不作随机抽取：编码即其均值。惩罚过重时，编码不再含有任何信息。',
  'Twelve sigmoid layers whose first ones never learn; batch norm, residuals or ReLUs cure it.':
    '十二个 sigmoid 层，最前面的几层从不学习；批归一化、残差连接或 ReLU 可以解决。',
  'Which of the cures that the note offers is done already.': '便签所提的解决办法中已采用哪一个。',
  'Hidden layers.': '隐藏层数。',
  'Of each hidden layer.': '每个隐藏层的单元数。',
  'To see why networks stayed shallow for twenty years.': '看看网络为何二十年间一直很浅。',
  'A sigmoid’s slope is at most a quarter, so each layer takes three quarters of the gradient away, or more.':
    'sigmoid 的斜率至多为四分之一，因此每层使梯度至少减少四分之三。',
  'A simple RNN reads a digit row by row; now and then its gradient explodes. Clipping cures it.':
    '简单 RNN 逐行读取数字，其梯度不时爆炸。梯度裁剪可以解决。',
  'To see why gradients of recurrent networks are clipped.': '看看循环网络的梯度为何要裁剪。',
  'Backwards through many steps the same matrix is applied again and again: what is a little too large grows without bound.':
    '反向经过许多步时，同一矩阵反复相乘：稍大一点就会无限增长。',
  'All weights start at zero, all units stay alike, and nothing is learned but how frequent each class is.':
    '所有权重从零开始，所有单元始终相同，除各类的频率外什么也学不到。',
  'To see what random numbers are for.': '看看随机数有什么用。',
  'Units that start alike get the same gradient and stay alike forever: the symmetry has to be broken.':
    '起点相同的单元得到相同的梯度，永远相同：必须打破对称性。',
  'Twenty-five ReLU layers: started with Xavier’s numbers the signal halves at each, with He’s it stays.':
    '二十五个 ReLU 层：用 Xavier 初始化，信号的方差逐层减半；用 He 初始化则得以保持。',
  'To see how the start and the activation belong together.': '看看初始化与激活函数应如何搭配。',
  'A ReLU throws half of the signal away; He’s numbers are larger by the square root of two to make up for it.':
    'ReLU 丢掉一半信号；He 的数值大 √2 倍来补偿。',
  'A large network and few examples: perfect on what it has seen, worse and worse on the rest. Three cures to compare.':
    '大网络和少量样本：见过的全对，其余的越来越差。有三种解决办法可作比较。',
  'To see training and validation part company.': '看看训练与验证如何分道扬镳。',
  'What is learned by heart is not understood. Weights that stay small, units that drop out or an early stop hold a network to what is general.':
    '背下来不等于理解。使权重保持较小、随机失活或提早停止，可以把网络约束在普遍规律上。',
  'A learning rate that is too large pushes units below zero for good; leaky ones come back.':
    '过大的学习率把单元永久推到零以下；带泄漏的能恢复过来。',
  'To see units die, and what keeps them alive.': '看看单元如何死亡，以及什么能使它们存活。',
  'A ReLU that is negative for every example has no gradient, so nothing will ever move it again.':
    '对每个样本都为负的 ReLU 没有梯度，因此再也没有什么能推动它。',
};
