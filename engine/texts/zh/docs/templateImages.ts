/** Templates: images and segmentation. */
export const templateImages: Readonly<Record<string, string>> = {
  'Five convolutions and three dense layers: the network that won ImageNet in 2012 and began the age of deep learning.':
    '五个卷积层和三个全连接层：2012 年赢得 ImageNet 并开启深度学习时代的网络。',
  'As torchvision ships it, or with the groups and response normalization of the paper.':
    'torchvision 的形式，或论文中带分组和响应归一化的形式。',
  'Multiplies the channels of every layer; 1 is the published network.': '乘以每一层的通道数；1 为发表的网络。',
  'To tell 1,000 kinds of things apart in photographs. It cut the error of the best five guesses from 26 % to 15 %.':
    '区分照片中的 1,000 种事物。它把前五个猜测的错误率从 26 % 降到 15 %。',
  'A deep convolutional network trained end to end on two GPUs, with ReLU instead of tanh, dropout, and pictures that were cut, mirrored and tinted.':
    '在两块 GPU 上端到端训练的深度卷积网络，以 ReLU 代替 tanh，使用随机失活，并对图像作裁剪、镜像和颜色扰动。',
  'Two networks have the name. The one of 2012 ran on two GPUs, so its second, fourth and fifth convolutions see half of the channels each (groups); responses are normalized after the first two, and pools overlap (3×3, stride 2). torchvision ships the one-tower form of the 2014 paper "One weird trick": fewer filters, no groups and no normalization. The paper says 224×224, but its sizes only work out for 227×227.':
    '有两个网络叫这个名字。2012 年的网络在两块 GPU 上运行，因此第二、第四和第五个卷积各只看一半通道（分组）；前两个卷积之后有响应归一化，池化窗口相互重叠（3×3，步长 2）。torchvision 提供的是 2014 年论文“One weird trick”的单塔形式：卷积核更少，没有分组和归一化。论文写的是 224×224，但其各层大小只有 227×227 才对得上。',
  'AlexNet improved by looking at what its layers respond to: smaller, denser windows in the first two convolutions.':
    '通过观察各层对什么有反应而改进的 AlexNet：前两个卷积的窗口更小、更密。',
  'The network of figure 3, or the larger one of the last tables.': '论文图 3 的网络，或最后几个表中更大的网络。',
  'To understand what a convolutional network sees, layer by layer, and to mend what looked wrong; the authors’ company won ImageNet 2013 with its successors.':
    '逐层理解卷积网络看到了什么，并修正不合理之处；作者的公司以其后续网络赢得 ImageNet 2013。',
  'The pictures behind each unit, found by running the network backwards (a "deconvnet"), showed that AlexNet’s first filters, 11×11 at every fourth pixel, left dead units and blocky artefacts. 7×7 at every second pixel does better.':
    '把网络反向运行（“deconvnet”），找出每个单元背后的图像，发现 AlexNet 每隔四个像素的 11×11 首层卷积核留下了死亡单元和块状伪影。每隔两个像素的 7×7 效果更好。',
  'Its responses are normalized behind the pools, AlexNet’s before them. There are no groups: one GPU held it. Accounts with 512, 1024 and 512 filters in the last three convolutions describe the larger network of the paper’s last tables, not the one of its figure 3. The figure says 224×224 pixels and maps of 110, 55, 26 and 13; that takes a border of one pixel on the first convolution and pools that round up, of which the paper says nothing.':
    '它的响应归一化在池化之后，AlexNet 的在池化之前。没有分组：一块 GPU 就放得下。称最后三个卷积有 512、1024 和 512 个卷积核的说法，描述的是论文最后几个表中更大的网络，而不是图 3 的。图中为 224×224 像素，特征图为 110、55、26 和 13；这要求第一个卷积有一个像素的边界且池化向上取整，论文对此只字未提。',
  'Nothing but 3×3 convolutions, stage upon stage: depth alone makes it better.':
    '只有 3×3 卷积，一段接一段：仅靠深度就更好。',
  'Layers with weights: 8, 10, 13 or 16 convolutions, and three dense layers.':
    '带权重的层数：8、10、13 或 16 个卷积层，加三个全连接层。',
  'After every convolution.': '用在每个卷积之后。',
  'To find out what depth is worth when everything else stays as plain as it can be; second place of ImageNet 2014.':
    '弄清在其他一切尽量简单时深度的价值；ImageNet 2014 第二名。',
  'Small filters: two 3×3 convolutions see as much as one 5×5, with fewer weights and one more ReLU.':
    '小卷积核：两个 3×3 卷积的感受野等于一个 5×5，权重更少，还多一个 ReLU。',
  'A pool stands after each stage of one to four convolutions, not after each convolution. Nine tenths of the weights of VGG-16 lie in its three dense layers, most of them in the first. The paper has no batch norm; torchvision offers both.':
    '池化在每段（一至四个卷积）之后，而不是每个卷积之后。VGG-16 十分之九的权重在三个全连接层中，其中大部分在第一个。论文没有批归一化；torchvision 两种都提供。',
  'Windows of several sizes look at the same maps side by side; 22 layers with a tenth of AlexNet’s weights.':
    '几种大小的窗口并排观察同一组特征图；22 层，权重只有 AlexNet 的十分之一。',
  'Further classifiers from the middle of the network that help it to train; they are not used afterwards.':
    '从网络中部引出的辅助分类头，帮助训练；之后不再使用。',
  'Winner of ImageNet 2014, made to use no more work than could be afforded in practice.':
    'ImageNet 2014 冠军，设计目标是计算量在实际中承受得起。',
  'Inception modules: 1×1, 3×3 and 5×5 convolutions and a pool in parallel, with 1×1 convolutions that narrow the channels before. Auxiliary heads that feed gradients into the middle.':
    'Inception 模块：1×1、3×3、5×5 卷积和池化并行，之前用 1×1 卷积减少通道。辅助分类头把梯度送入网络中部。',
  'The paper has 5×5 windows and no batch norm. This is torchvision’s network, whose weights load by name: it has batch norm, and 3×3 windows where the paper has 5×5, a slip that was kept because the weights were trained with it.':
    '论文使用 5×5 窗口且没有批归一化。此处是 torchvision 的网络，其权重可按名称载入：它有批归一化，并在论文用 5×5 之处用了 3×3；这是一个失误，因权重已如此训练而保留。',
  'Inception modules whose large windows are taken apart: 5×5 into two 3×3, 7×7 into 1×7 and 7×1.':
    '把大窗口拆开的 Inception 模块：5×5 拆成两个 3×3，7×7 拆成 1×7 和 7×1。',
  'More accuracy at the work of a mobile budget of its day; 299×299 pixels.':
    '在当时的移动端计算量下提高准确率；299×299 像素。',
  'Factorized convolutions, label smoothing, and a few rules of thumb for designing networks that have outlived it.':
    '卷积分解、标签平滑，以及几条至今仍有用的网络设计经验。',
  'It needs at least 75 pixels, and 299 to be what was published. The paper draws only one auxiliary head, and finds that it helps only late in training, as a regularizer.':
    '至少需要 75 像素，发表的结果用 299 像素。论文只画出一个辅助分类头，并发现它只在训练后期起作用，相当于正则化。',
  'Every block learns what to add to its input, so that a hundred layers train as easily as ten. With wide and grouped (ResNeXt) forms.':
    '每个模块学习在其输入上加什么，于是一百层与十层同样容易训练。含加宽和分组（ResNeXt）形式。',
  'Layers with weights. From 50 on the blocks narrow, convolve and widen.':
    '带权重的层数。从 50 起，模块先收窄、再卷积、再放宽。',
  'More than one makes it a ResNeXt: the 3×3 convolutions are cut into groups.':
    '大于 1 即为 ResNeXt：3×3 卷积分成若干组。',
  'Channels of a group in the first stage; 128 with one group is the wide ResNet.':
    '第一段中每组的通道数；一组且为 128 即 Wide ResNet。',
  'To make depth pay: until then, adding layers to a good network made it worse, even on its own training data. Won ImageNet 2015.':
    '使深度见效：此前，在好网络上再加层反而更差，甚至在训练数据上也是如此。赢得 ImageNet 2015。',
  'Shortcuts: a block computes a difference, and the identity passes around it, so gradients reach the first layers whole.':
    '捷径连接：模块计算残差，恒等映射绕过它，使梯度完整地到达最前面的层。',
  'The last ReLU of a block stands after the sum, not before it. From 50 layers on the paper halves the maps in the first 1×1 convolution; torchvision, whose weights everybody loads, does it in the 3×3 one ("v1.5", half a percent better). The 152-layer network has no more channels than the 50-layer one, only more blocks.':
    '模块最后的 ReLU 在相加之后，不在之前。从 50 层起，论文在第一个 1×1 卷积中把特征图减半；大家所用的 torchvision 权重则在 3×3 卷积中减半（“v1.5”，高约半个百分点）。152 层网络的通道并不比 50 层的多，只是模块更多。',
  'A ResNet whose blocks look at the whole picture and turn each of their channels up or down.':
    '模块会通观整幅图像、并放大或减弱各通道的 ResNet。',
  'How many times fewer channels are in the middle of squeeze and excitation, rounded to whole eights.':
    '挤压与激励中间的通道数减少为几分之一，取整到 8 的倍数。',
  'A 7×7 convolution and a pool that quarter the image, or for small images a 3×3 one that keeps its size.':
    '把图像缩小到四分之一的 7×7 卷积和池化，或用于小图像、保持大小不变的 3×3 卷积。',
  'More accuracy for hardly more work. Won the last ImageNet challenge of its kind, 2017.':
    '几乎不增加计算量而提高准确率。赢得 2017 年最后一届 ImageNet 竞赛。',
  'Squeeze and excitation: each channel’s mean over the picture goes through two small layers that give each channel a weight between 0 and 1. It fits into any network: the MobileNets from v3 on and EfficientNet have it.':
    '挤压与激励：每个通道在整幅图像上的均值经过两个小层，为每个通道给出 0 到 1 之间的权重。它可用于任何网络：MobileNet v3 和 EfficientNet 都有它。',
  'Channels are weighed before the sum, so the shortcut passes whole. The network that won was a larger one (SENet-154). Weights have timm’s names and sizes: it squeezes to a sixteenth, but to whole eights, so to 8 where the paper has 4.':
    '通道在相加之前加权，因此捷径连接完整通过。夺冠的是更大的网络（SENet-154）。权重的名称和大小同 timm：挤压到十六分之一，但取 8 的倍数，因此论文为 4 之处此处为 8。',
  'The residual networks of 20 to 110 layers that the papers train on 32×32 pixels, original or with pre-activation.':
    '论文在 32×32 像素上训练的 20 到 110 层残差网络，原始形式或预激活形式。',
  'Layers with weights: six for each block of the three stages, and two.':
    '带权重的层数：三段中每个模块六层，另加两层。',
  'Convolution, norm, ReLU; or norm, ReLU, convolution.': '卷积、归一化、ReLU；或归一化、ReLU、卷积。',
  'To study depth where a network trains in hours: CIFAR-10, with 0.27 to 1.7 million weights.':
    '在几小时即可训练完的网络上研究深度：CIFAR-10，27 万到 170 万个权重。',
  'The second paper moves norm and ReLU before each convolution, so that nothing at all stands on the shortcut; then even 1,001 layers train.':
    '第二篇论文把归一化和 ReLU 移到每个卷积之前，使捷径上没有任何运算；这样连 1,001 层也能训练。',
  'It is not the ImageNet network on small pictures: three stages of 16, 32 and 64 channels, a 3×3 stem and no pool. Shortcuts have no weights at all: where the map shrinks they take every other pixel and fill the new channels with zeros.':
    '它不是把 ImageNet 的网络用于小图像：三段分别为 16、32 和 64 个通道，开头为 3×3 卷积，没有池化。捷径完全没有权重：特征图缩小处每隔一个像素取一个，新增通道填零。',
  'Every layer sees the outputs of all layers before it, and adds a few channels of its own.':
    '每一层都看到之前所有层的输出，并加上自己的几个通道。',
  'Layers with weights.': '带权重的层数。',
  'To use weights well: as good as a ResNet with a third of them.': '充分利用权重：只用三分之一就与 ResNet 一样好。',
  'Channels are concatenated instead of added, so nothing that was computed has to be computed again.':
    '通道拼接而不是相加，算过的东西不必再算。',
  'A layer is norm, ReLU, convolution in this order, twice (1×1 to four times the growth, then 3×3). The network ends in a norm and a ReLU of its own before the pool, which drawings tend to leave out. Few weights do not mean little memory: the joined maps are long.':
    '一层依次为归一化、ReLU、卷积，共两遍（先 1×1 到增长率的四倍，再 3×3）。网络在池化之前还有一个归一化和一个 ReLU，示意图常常漏画。权重少不等于内存少：拼接后的特征图很长。',
  'The densely connected networks of 40 to 250 layers that the paper trains on 32×32 pixels, plain or with bottlenecks and compression.':
    '论文在 32×32 像素上训练的 40 到 250 层密集连接网络，普通形式或带瓶颈与压缩的形式。',
  'Layers with weights: three or, with bottlenecks, six for each layer of the three blocks, and four.':
    '带权重的层数：三个密集块中每层贡献三层（带瓶颈时六层），另加四层。',
  'A 1×1 convolution to four times the growth before each 3×3, and half of the channels after each block: the paper’s DenseNet-BC.':
    '每个 3×3 之前用 1×1 卷积变为增长率的四倍，每块之后保留一半通道：即论文的 DenseNet-BC。',
  'To study dense connections where a network trains in hours: CIFAR-10, with 0.2 to 26 million weights.':
    '在几小时即可训练完的网络上研究密集连接：CIFAR-10，20 万到 2,600 万个权重。',
  'Twelve new channels a layer are enough where each layer sees all that came before. Bottlenecks of 1×1 and transitions that keep half of the channels (“BC”) make it cheaper still.':
    '若每层都看到之前的一切，每层十二个新通道就够了。1×1 瓶颈和保留一半通道的过渡层（“BC”）使它更省。',
  'It is not the ImageNet network on small pictures: three dense blocks of equal depth and a 3×3 stem without a pool, of 16 channels, or of twice the growth with bottlenecks. The depth counts the convolutions and the last layer, so a bottleneck counts twice.':
    '它不是把 ImageNet 的网络用于小图像：三个深度相同的密集块，开头为不带池化的 3×3 卷积，16 个通道，带瓶颈时为增长率的两倍。深度计入各卷积和最后一层，因此一个瓶颈计两层。',
  'As good as AlexNet with a fiftieth of the weights: channels are squeezed before every 3×3 convolution.':
    '权重只有五十分之一却与 AlexNet 一样好：每个 3×3 卷积之前先压缩通道。',
  '1.0 is the paper’s; 1.1 pools earlier.': '1.0 为论文的版本；1.1 更早池化。',
  'To fit on small devices: 5 MB of weights, and half a megabyte after compression.':
    '装进小设备：5 MB 权重，压缩后半 MB。',
  'Fire modules: a 1×1 convolution squeezes the channels, 1×1 and 3×3 ones side by side expand them again. No dense layer: the last convolution has a map for each class, and the mean of the map is the answer.':
    'Fire 模块：1×1 卷积压缩通道，再由并排的 1×1 和 3×3 卷积扩展。没有全连接层：最后一个卷积为每一类给出一张特征图，其均值即答案。',
  'The half megabyte of the title is the network after Deep Compression; its weights as they train are 5 MB. Version 1.1 is by the same authors, with 2.4 times less work for the same accuracy.':
    '标题中的半 MB 是经过 Deep Compression 的网络；训练时的权重为 5 MB。1.1 版出自同样的作者，准确率相同而计算量少 2.4 倍。',
  'Convolutions taken apart into one for each channel and one across channels: an eighth of the work.':
    '把卷积拆成逐通道的和跨通道的两步：计算量为八分之一。',
  'Vision on telephones.': '手机上的视觉任务。',
  'Depthwise separable convolutions all the way, and two numbers, width and image size, that trade accuracy for speed.':
    '全部使用深度可分离卷积，并用宽度和图像大小两个数在准确率与速度之间取舍。',
  'A norm and a ReLU stand after both halves. The padding is TensorFlow’s, one pixel more after than before where the stride is 2; PyTorch ports that pad both sides alike compute slightly different numbers.':
    '两步之后都有归一化和 ReLU。填充为 TensorFlow 的方式：步长为 2 时后面比前面多一个像素；两侧填充相同的 PyTorch 移植版算出的数略有不同。',
  'Inverted residuals: blocks are wide inside and narrow where they are joined.': '倒残差：模块内部宽，连接处窄。',
  'Vision on telephones, with less memory moved about than MobileNet v1.':
    '手机上的视觉任务，搬运的内存比 MobileNet v1 少。',
  'A residual block turned inside out, narrow, wide, narrow, and without a nonlinearity on the narrow side, where it would destroy information.':
    '内外翻转的残差模块：窄、宽、窄；窄的一侧没有非线性，以免破坏信息。',
  'The first block has no expansion. Only blocks with stride 1 whose channels stay the same have a shortcut. The last width is not scaled down for narrow networks.':
    '第一个模块没有扩展。只有步长为 1 且通道数不变的模块才有捷径。网络变窄时最后的宽度不缩小。',
  'The inverted residuals of v2, chosen by a search, with squeeze and excitation and hard swish.':
    '由搜索选出的 v2 倒残差，加上挤压与激励和 hard swish。',
  'Fifteen blocks or eleven.': '十五个模块或十一个。',
  'The best that could be had on a telephone in 2019.': '2019 年手机上所能得到的最好结果。',
  'Architecture search for the blocks, hand work for the ends, and hard swish: a swish made of pieces that telephones are fast at.':
    '用架构搜索确定模块，手工设计两端，并采用 hard swish：由手机算得快的分段构成的 swish。',
  'Squeezing is to a quarter of the expanded channels, not of the block’s. The last 1×1 convolution stands after the pool and so has become a dense layer.':
    '挤压到扩展后通道数的四分之一，而不是模块通道数的四分之一。最后的 1×1 卷积在池化之后，因此成了全连接层。',
  'Half of the channels pass a block untouched, then all are shuffled: made to be fast on real chips.':
    '一半通道原样通过模块，然后全部混洗：为在真实芯片上快而设计。',
  'The four published widths.': '发表的四种宽度。',
  'Speed that is measured, not counted in multiplications.': '速度靠实测，而不靠数乘法次数。',
  'Four rules for what makes networks fast (equal widths, few groups, few branches, few elementwise operations), and a block that keeps them: split, convolve one half, shuffle.':
    '四条使网络快的准则（宽度相等、分组少、分支少、逐元素运算少），以及遵守它们的模块：拆分、卷积其中一半、混洗。',
  'There is no ReLU after the depthwise convolutions. Version 1 had grouped 1×1 convolutions, which version 2 gives up.':
    '逐通道卷积之后没有 ReLU。第一版有分组的 1×1 卷积，第二版放弃了它。',
  'A small network found by search, and a rule for growing it: depth, width and image size together.':
    '由搜索得到的小网络，以及放大它的规则：深度、宽度和图像大小一起增加。',
  'How far it is scaled up.': '放大到什么程度。',
  'More accuracy for each multiplication.': '每次乘法换来更高的准确率。',
  'Compound scaling: one number grows all three measures of a network in fixed proportion.':
    '复合缩放：用一个数按固定比例放大网络的三个尺度。',
  'Squeezing is to a quarter of the block’s input channels, not of the expanded ones as in MobileNet v3. Blocks drop out whole in training (stochastic depth), more often the deeper they lie.':
    '挤压到模块输入通道数的四分之一，而不是像 MobileNet v3 那样按扩展后的通道数。训练时整个模块可能被丢弃（随机深度），越深越频繁。',
  'A ResNet given everything that Transformers brought along, except attention; as good as they are.':
    '具备 Transformer 带来的一切、唯独没有注意力的 ResNet；与它们一样好。',
  'Blocks and channels.': '模块数与通道数。',
  'To find out how much of the Vision Transformers’ success is attention, and how much is how they are built and trained.':
    '弄清 Vision Transformer 的成功有多少来自注意力，多少来自其构造和训练方式。',
  'Step by step from ResNet-50: pictures cut into 4×4 patches, 7×7 depthwise convolutions, a block that widens instead of narrowing, one GELU and one layer norm a block, and norms between the stages.':
    '从 ResNet-50 一步步改来：图像切成 4×4 小块，7×7 逐通道卷积，模块放宽而不是收窄，每个模块一个 GELU 和一个层归一化，各段之间加归一化。',
  'The norms are over the channels of each place, with an epsilon of 1e-6, not batch norms. Each block’s sum has a learned factor for each channel that starts at a millionth (layer scale), and whole blocks are dropped in training, later ones more often (stochastic depth). It owes much of its accuracy to 300 epochs of strong augmentation.':
    '归一化是对每个位置的通道进行的，epsilon 为 1e-6，不是批归一化。每个模块相加之前，各通道乘以可学习的系数，从百万分之一开始（layer scale）；训练时整个模块可能被丢弃，越靠后越频繁（随机深度）。其准确率很大程度上归功于 300 轮强数据增强。',
  'Learns to tell the noise on a picture; taken off step by step, it draws new pictures out of nothing but noise.':
    '学习辨认图像上的噪声；一步步去除后，便从纯噪声画出新的图像。',
  'Channels of the first stage; each stage has twice as many. A multiple of 8.':
    '第一段的通道数；其后各段加倍。须为 8 的倍数。',
  'To make new pictures, better than the adversarial networks before it and trained as plainly as a classifier.':
    '生成新的图像，比此前的对抗网络更好，训练却像分类器一样简单。',
  'A picture is drowned in noise in many small steps, and a U-Net learns to undo one of them: it is told the step and predicts what is noise. Drawing runs the steps backwards.':
    '图像经许多小步淹没在噪声中，U-Net 学习撤销其中一步：给它步的编号，由它预测哪些是噪声。作画时反向走完各步。',
  'Three things are later than the paper, so that digits appear within minutes: it predicts the velocity, in which noise and picture are mixed so that either follows from it at every step (Salimans and Ho 2022); the noise grows by a cosine (Nichol and Dhariwal 2021); and two by two pixels are one place to the network (as in Peebles and Xie 2023). Noise, linear and patch 1 are the paper’s. More epochs draw better; so do more steps with noise added on the way, as long as the network is this small.':
    '为了几分钟内就画出数字，有三处晚于论文：它预测的是速度，其中噪声与图像混合，在每一步都能由它得出两者（Salimans 和 Ho 2022）；噪声按余弦增长（Nichol 和 Dhariwal 2021）；网络把 2×2 个像素当作一个位置（如 Peebles 和 Xie 2023）。论文用的是噪声、线性增长和块大小 1。网络这样小时，训练更多轮画得更好，步数更多、途中再加噪声也画得更好。',
  'Height and width in pixels of what the network sees as one place; 2 makes a step several times faster.':
    '网络当作一个位置的像素块的高和宽；2 使每步快数倍。',
  'What it learns: the noise itself (2020), or noise and picture in one number (velocity, Salimans and Ho 2022).':
    '学习的内容：噪声本身（2020），或把噪声与图像合为一个数（速度，Salimans 和 Ho 2022）。',
  'Down to see what there is, up again to see where: a class for every pixel, from few pictures.':
    '向下看有什么，向上看在哪里：用少量图像学会为每个像素分类。',
  'What a pixel can be, the ground among them.': '像素可属的类别数，含背景。',
  'After every convolution, which then has no bias.': '用在每个卷积之后，卷积不再有偏置。',
  'How often the image is halved.': '图像减半几次。',
  'To find cells in microscope pictures with only thirty pictures to learn from.':
    '只用三十幅图像学习，在显微图像中找出细胞。',
  'A way up as rich as the way down, with the maps of the way down handed across at every size.':
    '上行路径与下行路径同样丰富，并在每个大小上把下行的特征图传过去。',
  'The paper’s convolutions have no padding, so 572 pixels give 388, and the maps that are handed across are cropped; it has no batch norm. Nearly everybody builds this form instead: padded, so that each pixel gets its class, and normalized.':
    '论文的卷积没有填充，因此 572 像素得出 388 像素，传过去的特征图要裁剪；也没有批归一化。现在几乎人人都用此处的形式：带填充，使每个像素都有类别，并作归一化。',
  'A classifier of images turned into one of pixels: a ResNet that keeps its maps large, and a convolution as its head.':
    '由图像分类器改成的像素分类器：保持特征图较大的 ResNet，以卷积为输出头。',
  'Of the ResNet.': 'ResNet 的深度。',
  'A class for every pixel, from networks that were trained to classify whole images.':
    '用为整幅图像分类而训练的网络，为每个像素分类。',
  'Dense layers are convolutions in disguise, so a classifier can be slid over a picture at no cost.':
    '全连接层其实就是卷积，因此分类器可以毫无代价地在图像上滑动。',
  'The paper builds on VGG and adds finer maps in steps (FCN-32s, 16s, 8s). This is torchvision’s: a ResNet whose last two stages are dilated instead of halved, and one enlargement to the size of the image at the end.':
    '论文以 VGG 为基础，逐步加入更细的特征图（FCN-32s、16s、8s）。此处为 torchvision 的形式：最后两段用膨胀代替减半的 ResNet，末尾一次放大到图像大小。',
};
