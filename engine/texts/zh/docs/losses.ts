/** Losses. */
export const losses: Readonly<Record<string, string>> = {
  'For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows. Class weights divide by what the rows weigh together for class numbers, by their number for one-hot rows, as PyTorch does.':
    '用于多选一的分类。读取原始输出（logits），自带 softmax；标签为类别编号或独热向量。按类别加权时，类别编号除以各行的权重之和，独热向量除以行数，与 PyTorch 相同。',
  'Share of the truth that is spread over all classes.': '分摊到所有类别的真值比例。',
  'How much each class counts, in their order; none counts all alike. Evens out classes of which there are few.':
    '每个类别的权重，按类别顺序；留空则全部相同。可平衡样本较少的类别。',
  'Cross-entropy in which rows that are classified well count less, so that rare and hard ones are learned. Reads the raw outputs (logits); labels are class numbers. The sum over rows is divided by the class weights of the rows, as PyTorch’s cross-entropy is; the paper divides by the number of objects.':
    '降低易分类行权重的交叉熵，以便学习稀少和困难的样本。读取原始输出（logits）；标签为类别编号。总和除以各行的类别权重之和，与 PyTorch 的交叉熵相同；论文除以目标的个数。',
  'How much less the easy rows count; 0 is cross-entropy.': '易分类的行降低权重的程度；0 即交叉熵。',
  'For choosing one class of several after a Log softmax; labels are class numbers. Cross-entropy is the same for raw outputs.':
    '用于 Log softmax 之后的多选一分类；标签为类别编号。对原始输出，交叉熵与它等价。',
  'How far the predicted distribution is from the true one. Reads the raw outputs (logits) and applies softmax itself; the truth is a row of probabilities.':
    '预测分布与真实分布的差距。读取原始输出（logits），自带 softmax；真值为一行概率。',
  'For choosing one class of several as a support vector machine learns it: every wrong class should stay a margin below the right one.':
    '以支持向量机的方式作多选一分类：每个错误类别应比正确类别低一个间隔。',
  'How far below the right class the others should stay.': '其他类别应比正确类别低多少。',
  'The square of what is missing.': '取不足部分的平方。',
  'For yes or no, once for each output. Reads the raw outputs (logits) and applies sigmoid itself.':
    '用于是非判断，每个输出各判一次。读取原始输出（logits），自带 sigmoid。',
  'How much a yes counts beside a no; more than 1 where there are few.':
    '“是”相对于“否”的权重；“是”较少时取大于 1 的值。',
  'Binary cross-entropy in which answers that are right already count less. Reads the raw outputs (logits); the truth is 0 or 1.':
    '降低已答对者权重的二元交叉熵。读取原始输出（logits）；真值为 0 或 1。',
  'How much a yes counts; a no counts the rest.': '“是”的权重；其余归“否”。',
  'How much less the easy answers count.': '易答对者降低权重的程度。',
  'For yes or no as a support vector machine learns it: right answers beyond the margin cost nothing. The truth is 1 for yes, 0 or -1 for no.':
    '以支持向量机的方式作是非判断：超出间隔的正确答案没有损失。真值以 1 表示“是”，0 或 -1 表示“否”。',
  'The square of it: smooth, and large mistakes weigh more.': '取其平方：平滑，且大错误权重更大。',
  'For masks: how little the predicted and the true one overlap, for each sample. Reads the raw outputs (logits) and applies sigmoid itself.':
    '用于掩码：每个样本的预测掩码与真实掩码有多少没有重叠。读取原始输出（logits），自带 sigmoid。',
  'Added above and below, so that empty masks count too.': '加在分子和分母上，使空掩码也有意义。',
  'For masks: the share of both together that is not common to them, for each sample. Reads the raw outputs (logits) and applies sigmoid itself. Also called Jaccard.':
    '用于掩码：每个样本的两个掩码的并集中不属于交集的比例。读取原始输出（logits），自带 sigmoid。也称 Jaccard。',
  'For predicting numbers; large errors weigh most.': '用于预测数值；大误差权重最大。',
  'For predicting numbers; outliers weigh no more than their size.': '用于预测数值；离群值只按其大小计。',
  'Squared for small errors, linear for large ones.': '小误差取平方，大误差取线性。',
  'Where it turns from squared to linear.': '从平方转为线性之处。',
  'The absolute error with a round bottom: Huber divided by its delta.': '底部圆滑的绝对误差：即 Huber 损失除以 δ。',
  'Squared for small errors, linear for large ones, and smooth everywhere.':
    '小误差近似平方，大误差近似线性，处处光滑。',
  'How far off predictions are as a share of the truth: 0.1 is ten per cent. Not for truths around 0.':
    '预测误差占真值的比例：0.1 即百分之十。真值接近 0 时不宜使用。',
  'Smaller truths count as this.': '更小的真值按此值计。',
  'For amounts that span orders of magnitude: being off by a factor counts alike for small and large ones. Negative outputs and truths count as 0.':
    '用于跨越多个数量级的数量：相差同样的倍数，大数小数计得一样。负的输出和真值按 0 计。',
  'For predicting counts. The output is the logarithm of the expected count.': '用于预测计数。输出为期望计数的对数。',
  "Add Stirling's approximation of what depends on the truth alone, for counts above 1: the same gradients, a loss that is comparable.":
    '计数大于 1 时加上只与真值有关的部分的 Stirling 近似：梯度相同，损失可以比较。',
  'Compares directions, not lengths: 0 where output and truth point the same way, 2 where they are opposed. The last axis is the vector.':
    '只比较方向而不比较长度：输出与真值同向为 0，反向为 2。最后一轴为向量。',
  'For sequences whose labels have no known place in time, such as speech: sums over every way to spread them. Reads raw outputs for each moment (N×time×classes, one class being the blank); labels are rows of class numbers, filled up with the blank; a blank between labels is passed over. Each row’s loss is divided by the number of its labels before the mean over rows, as PyTorch does. Rows that have more labels than time for them count as 0.':
    '用于标签没有确定时间位置的序列，例如语音：对所有对齐方式求和。读取每一时刻的原始输出（N×时间×类别，其中一个类别为空白）；标签为类别编号的行，用空白填齐；标签之间的空白略过。与 PyTorch 相同，每行的损失先除以其标签数，再对各行取均值。标签多于可用时间的行按 0 计。',
  'The class that stands for no label.': '表示没有标签的类别。',
  'For learning what is alike: over all pairs of a batch, vectors of one class are drawn together and those of two are pushed a margin apart. Needs batches with several samples of a class.':
    '用于学习相似性：对一批中的所有样本对，同类的向量拉近，异类的推开至一个间隔。每批中同一类须有多个样本。',
  'How far apart vectors of two classes should be.': '异类的向量应相距多远。',
  'For learning what is alike: each sample of a batch should be a margin nearer to the farthest of its class than to the nearest of another. Samples without either do not count. Needs batches with several samples of a class.':
    '用于学习相似性：每个样本到最远的同类样本，应比到最近的异类样本近一个间隔。缺少其一的样本不计。每批中同一类须有多个样本。',
  'How much nearer it should be.': '应近多少。',
  'For two towers that should agree, such as pictures and their texts: within a batch, each first vector should fit its own second one better than those of all other samples, and the other way round. How well two fit is their product: scale them to length 1 before, and one of them by a learned temperature. Samples with the same number in the target are pairs of each other, too (Yang et al. 2022); where every sample has a number of its own this is the loss of CLIP. A larger batch makes it harder, and larger.':
    '用于应当一致的双塔，例如图像与其文本：在一批之中，每个第一向量与自己的第二向量应比与其他样本的更匹配，反之亦然。匹配程度为两者的点积：事先把它们缩放到长度 1，并将其一乘以可学习的温度系数。目标中编号相同的样本也互相配对（Yang et al. 2022）；每个样本编号各不相同时，即为 CLIP 的损失。批越大，任务越难，损失也越大。',
};
