/** Metrics. */
export const metrics: Readonly<Record<string, string>> = {
  'Share of right answers.': '回答正确的比例。',
  'Mean over classes of the share that was found: rare classes count as much as frequent ones, those without rows not at all.':
    '各类别被找出的比例的均值：稀少的类别与常见的类别同等重要，没有行的类别不计。',
  'Share of samples whose true class is among the k likeliest; of equally likely ones the first come first, as for the accuracy.':
    '真实类别在最可能的 k 个之中的样本的比例；可能性相同时在前者优先，与准确率一致。',
  'How many answers count.': '计入多少个答案。',
  'Of what was called a class, the share that is one.': '判为某类的之中，确为该类的比例。',
  'Automatic: for two classes the value of the second, else the mean over classes (macro). Micro counts all rows together, weighted gives frequent classes more weight, one class looks at it alone. As in scikit-learn, a class that is neither true nor chosen anywhere is in no mean, and one without a value counts 0.':
    '自动：两个类别时取第二类的值，否则取各类的均值（宏平均）。微平均把所有行合在一起计，加权平均使常见的类别权重更大，单个类别只看一类。与 scikit-learn 相同，真值和预测中都没有出现的类别不计入均值，无定义的类别按 0 计。',
  'The number of the class, from 0.': '类别的编号，从 0 起。',
  'Of what is a class, the share that was found.': '确为某类的之中，被找出的比例。',
  'The harmonic mean of precision and recall.': '精确率与召回率的调和平均。',
  'Of what was called a class or is one, the share that is both. Also called Jaccard.':
    '判为某类或确为某类的之中，两者皆是的比例。也称 Jaccard。',
  'Each output is a yes or no (a logit) of its own, as in a mask, and is compared with a target of the same shape.':
    '每个输出各是一个是非判断（logit），如同掩码，与形状相同的目标比较。',
  'Of all labels of all rows, each a yes or no of its own, the share that is right. High where nearly all are no: look at their F1, too.':
    '所有行的所有标签（每个各为是或否）之中正确的比例。几乎全为“否”时数值很高：也要看标签的 F1。',
  'How well the labels that are there are found: precision and recall in one, over all labels of all rows together (micro).':
    '实有的标签被找出得如何：所有行的所有标签合在一起的精确率与召回率（微平均）。',
  'Share of the rows of which every label is right, each a yes or no of its own.':
    '每个标签（各为是或否）都正确的行的比例。',
  'Of two vectors a sample: how often the second vector that fits a first one best, of those in the same batch, is one of its own number in the target. Where pictures meet texts and every batch has all texts, it is the accuracy of choosing among them without having learned classes (zero-shot). A smaller batch makes it easier.':
    '每个样本有两个向量：与某个第一向量最匹配的同批第二向量，其目标编号与之相同的比例。用于图像与文本且每批含有全部文本时，即为没有学过类别而在其中选择的准确率（零样本）。批越小越容易。',
  'How often each class was taken for each other.': '每一类被判为各类的次数。',
  'How often a sample of the class is ranked before one of the others: 1 is perfect, 0.5 is chance. Needs no threshold.':
    '该类样本排在其他样本之前的概率：1 为完美，0.5 为随机。不需要阈值。',
  'For two classes the second; for several the mean over each against all others, or over those that have rows, or one of them. As in scikit-learn, the mean over all has no ROC AUC if a class has no rows, and such a class has a PR AUC of 0.':
    '两个类别时取第二类；多个类别时取一对其余的均值，或只取有行的类别的均值，或其中一类。与 scikit-learn 相同，若某类没有行，则全部类别的平均 ROC AUC 无定义，而该类的 PR AUC 为 0。',
  'Rows are ranked exactly. Only where outputs come to more than 16 million numbers are rows of neighbouring scores made so many steps for each class, with as many rows each; those of one step count as equal.':
    '按精确的分数排序。只有输出超过 1600 万个数时，才把分数相邻的行为每一类归入这么多个行数相同的分箱；同一分箱内视为相等。',
  'Average precision: the mean of the precision at every threshold, by how much recall grows there. Tells more than ROC AUC where the class is rare.':
    '平均精确率：各阈值处的精确率按召回率的增量加权平均。类别稀少时比 ROC AUC 更能说明问题。',
  'How far choice and truth go together: 1 is perfect, 0 no better than chance. Fair to classes of any size.':
    '预测与真值的相关程度：1 为完美，0 不优于随机。对任何大小的类别都公平。',
  'How much better choice and truth agree than by chance: 1 is perfect, 0 is chance. Weights tell near misses from far ones where the classes have an order.':
    '预测与真值的一致程度比随机好多少：1 为完美，0 为随机。类别有顺序时，权重可区分差得近与差得远。',
  'How bad it is to miss by several classes.': '相差几个类别时有多严重。',
  'Mean negative log likelihood of the truth, from raw outputs (logits): the cross-entropy without smoothing and class weights.':
    '由原始输出（logits）得出的真值的平均负对数似然：即不带平滑和类别权重的交叉熵。',
  'Among how many equally likely tokens the network seems to choose, from raw outputs (logits). Best where it is 1.':
    '由原始输出（logits）看，网络相当于在多少个等可能的词元中选择。最好为 1。',
  'Share of tokens that are right; those of the padding do not count.': '正确的词元的比例；填充的词元不计。',
  'The label of padding.': '填充的标签。',
  'How far off the predictions are on average.': '预测的平均偏差。',
  'Mean of the squared distances from the truth.': '与真值之差的平方的均值。',
  'How far off the predictions are, in their own unit; large errors weigh most.':
    '预测的偏差，单位与目标相同；大误差权重最大。',
  'How far off the predictions are on average, as a share of the truth; a truth of 0 counts as 2.2e-16, as in scikit-learn.':
    '预测的平均偏差占真值的比例；真值为 0 时按 2.2e-16 计，与 scikit-learn 相同。',
  'Share of the variance that is explained: 1 is perfect, 0 no better than the mean. Of several outputs the mean, each about its own; one whose targets never vary counts 1 where they are met exactly and 0 elsewhere, as in scikit-learn.':
    '解释了的方差的比例：1 为完美，0 不优于均值。有多个输出时取各自的均值；目标从不变化的输出，完全命中计 1，否则计 0，与 scikit-learn 相同。',
};
