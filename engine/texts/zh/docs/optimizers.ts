/** Optimizers and schedules of the learning rate. */
export const optimizers: Readonly<Record<string, string>> = {
  'Steps down the gradient; momentum keeps some of the last direction.': '沿负梯度方向前进；动量保留一部分此前的方向。',
  'Share of the last step that is kept.': '保留上一步的比例。',
  'Look ahead along the momentum; without dampening.': '沿动量方向前瞻；不与阻尼同用。',
  'Share of each new gradient that momentum leaves out, from the second step on.':
    '从第二步起，动量略去每个新梯度的比例。',
  'Added to the gradient, times the weight.': '乘以权重后加到梯度上。',
  'Gives each weight a step of its own size; a good first choice.': '为每个权重自适应地确定步幅；首选之一。',
  'Memory of the gradient.': '梯度的记忆（一阶矩的衰减率）。',
  'Memory of its square.': '梯度平方的记忆（二阶矩的衰减率）。',
  'Keeps the division finite.': '防止除以零。',
  'Divide by the largest size that the gradient has had, not by the newest (Reddi et al. 2018).':
    '除以梯度至今的最大幅度，而不是最新的幅度（Reddi et al. 2018）。',
  'Adam with weight decay apart from the gradient.': '权重衰减与梯度分开的 Adam。',
  'Share of each weight taken off at each step, times the learning rate.':
    '每一步从每个权重中减去的比例，再乘以学习率。',
  "Adam that looks ahead along its momentum, as Nesterov's method does.": '如同 Nesterov 方法，沿动量方向前瞻的 Adam。',
  'How fast the momentum grows to beta 1.': '动量增大到 β₁ 的快慢。',
  'Adam that trusts the size of the gradient only once it has seen enough of it; needs no warm-up.':
    '见过足够多梯度后才信任其幅度的 Adam；不需要预热。',
  'Adam that divides by the largest gradient of late instead of the mean square.':
    '除以近期最大梯度（而非均方）的 Adam。',
  'Steps shrink for weights that have moved much; suits rare features.': '移动较多的权重步幅减小；适用于稀疏特征。',
  'The learning rate is divided by one and this much more at each step.': '学习率的除数从 1 起，每步增加此值。',
  'What the sum of squares starts with.': '平方和的初始值。',
  'Steps as large as those of late, in proportion to the gradient; asks for no learning rate of its own (leave it at 1).':
    '步幅与近期各步相当，并与梯度成比例；自身不需要学习率（保持为 1）。',
  'Memory of the squared gradient and of the squared steps.': '梯度平方与步幅平方的记忆。',
  'Keeps the division finite, and sets the first steps going.': '防止除以零，并使最初的几步得以迈出。',
  'Divides each step by a running size of the gradient; often used for recurrent networks.':
    '每一步除以梯度幅度的滑动平均；常用于循环网络。',
  'Memory of the squared gradient.': '梯度平方的记忆。',
  'Subtract the squared mean gradient: divide by its deviation.': '减去平均梯度的平方：即除以标准差。',
  'Steps of one size in the direction of the sign alone; remembers half of what Adam does. Takes a learning rate some ten times smaller, and more weight decay.':
    '只按符号的方向走同样大小的步；内存是 Adam 的一半。学习率宜小约十倍，权重衰减宜更大。',
  'Memory of the gradient in the step.': '步中梯度的记忆。',
  'Memory of the gradient in what is kept.': '所保留的梯度的记忆。',
  "Adam whose step in each weight tensor is as long as the tensor's own norm; bears very large batches.":
    '每个权重张量的步长与张量自身范数相当的 Adam；可用于很大的批。',
  'Added to the step, times the weight.': '乘以权重后加到步上。',
  'Like Adam without momentum, but of the squared gradients of a matrix it remembers the means of rows and columns only: next to no memory. Steps are as long as the weights are large.':
    '类似没有动量的 Adam，但对矩阵只记住梯度平方的行均值和列均值：几乎不占内存。步幅与权重大小相当。',
  'How the memory of the squared gradient grows with the steps: 1 - step to the power of this.':
    '梯度平方的记忆随步数增长的方式：1 减去步数的此次幂。',
  'Weights smaller than this move as if they were so large.': '小于此值的权重按此大小移动。',
  'A step whose root mean square is larger is shortened to it.': '均方根超过此值的步缩短到此值。',
  'The learning rate stays as it is.': '学习率保持不变。',
  'Falls by the same factor again and again.': '每隔一段时间按同一系数下降。',
  'Epochs or steps between two falls.': '两次下降之间的轮数或步数。',
  'The learning rate is multiplied by it each time.': '每次学习率乘以此值。',
  'Finished epochs, or steps.': '已完成的轮，或步。',
  'Falls by a factor at chosen moments.': '在选定的时刻按系数下降。',
  'After how many epochs or steps it falls.': '在多少轮或多少步之后下降。',
  'Falls by the same factor each time.': '每次按同一系数下降。',
  'Goes in a straight line from one share of the learning rate to another, and stays there.':
    '从学习率的一个比例沿直线变到另一个比例，然后保持。',
  'The share of the learning rate that it starts with.': '起始时占学习率的比例。',
  'The share that it ends with.': '结束时的比例。',
  'How long the change takes; 0 for the whole training.': '变化持续多久；0 表示整个训练。',
  'Falls to its lowest value along a power of the time that is left.': '按剩余时间的幂降到最低值。',
  '1 falls in a straight line; more falls faster at first.': '1 沿直线下降；越大开始时降得越快。',
  'Where it ends, as a share of the learning rate.': '终值占学习率的比例。',
  'Falls to its lowest value along half a cosine: slowly, then fast, then slowly. A good first choice.':
    '沿半个余弦降到最低值：先慢，后快，再慢。首选之一。',
  'Falls along half a cosine, jumps up and falls anew, each time longer by a factor.':
    '沿半个余弦下降，跳回后重新下降，每次的时长乘以一个系数。',
  'How long the first fall takes.': '第一次下降持续多久。',
  'Each fall takes so many times as long as the one before.': '每次下降的时长是前一次的多少倍。',
  'Rises to the learning rate and falls far below it, once over the whole training. Momentum stays as it is.':
    '整个训练中先升到学习率，再降到远低于它，只此一次。动量不变。',
  'Share of the training in which it rises.': '上升段占训练的比例。',
  'It starts at the learning rate divided by this.': '起始值为学习率除以此数。',
  'It ends at its start divided by this.': '终值为起始值除以此数。',
  'Of the rise and the fall.': '上升和下降的曲线。',
  'Rises in a straight line to the learning rate, then falls with the root of the steps. Transformers were first trained so.':
    '沿直线升到学习率，再按步数的平方根下降。Transformer 最初即如此训练。',
  'Steps in which it rises.': '上升的步数。',
  'Falls by a factor whenever the watched validation metric has not got better for some epochs. It watches what early stopping watches, else the first metric, else the loss.':
    '每当所关注的验证指标若干轮没有改善时按系数下降。关注的是早停所关注的指标，否则为第一个指标，再否则为损失。',
  'The learning rate is multiplied by it.': '学习率乘以此值。',
  'Epochs without improvement that are borne.': '容许没有改善的轮数。',
  'What counts as an improvement.': '多大的变化算作改善。',
  'The threshold as a share of the best value, or as a difference.': '阈值按最佳值的比例计，或按差值计。',
  'Epochs after a fall in which none is counted.': '下降之后不计数的轮数。',
  'As a share of the learning rate: it falls no further.': '占学习率的比例：不再降到其下。',
  'Goes through chosen points: at each moment a share of the learning rate. Before the first and after the last it stays.':
    '经过选定的点：各时刻为学习率的某个比例。第一点之前和最后一点之后保持不变。',
  'Epochs or steps, in rising order.': '轮数或步数，依次递增。',
  'The share of the learning rate at each moment.': '各时刻占学习率的比例。',
  'A straight line from point to point, or the last point until the next.':
    '点与点之间连直线，或保持前一点的值直到下一点。',
};
