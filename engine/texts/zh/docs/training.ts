/** Training settings of a document. */
export const training: Readonly<Record<string, string>> = {
  'How often every training row is seen.': '每个训练行使用几遍。',
  'Rows for each step.': '每一步使用的行数。',
  'What becomes of the last batch of an epoch where it has fewer rows than the others. The rows that are left out are others in each epoch.':
    '一轮的最后一批行数不足时如何处理。每轮略去的行各不相同。',
  'Steps that make one update: learns as from one batch of all their rows, in the memory of one.':
    '多少步合为一次更新：效果如同把各步的行合成一批，内存只需一步的。',
  'Record norms, histograms and activations of all layers in the run and its TensorBoard files; 0 for never. By itself it is every 50 steps, and more rarely in a long training. Not on TensorFlow.js.':
    '在运行及其 TensorBoard 文件中记录所有层的范数、直方图和激活值；0 表示不记录。自动时每 50 步一次，训练较长时更少。TensorFlow.js 上不可用。',
  'Share of the training rows that are not learned from, but watched after each epoch.':
    '训练行中不用于学习、而在每轮之后用于观察的比例。',
  'Everything random follows from it: the same seed, document, data, engine and threads give the same weights to the bit.':
    '一切随机性都由它决定：种子、文档、数据、引擎和线程数相同，则权重逐位相同。',
  'Which rows are kept for validation and testing: any, of every class its share, all rows of a group or none, the last ones, for what follows in time, or those that a column says: train, validation or test in each row.':
    '哪些行留作验证和测试：随机；每一类按比例；同一组的行要么全留要么不留；最后的行（用于按时间先后的数据）；或由一列指定：每行为 train、validation 或 test。',
  'Share of the training rows that are watched after each epoch.': '训练行中在每轮之后用于观察的比例。',
  'Deals the rows into so many equal parts and validates on one of them, in place of a share. `loom train --folds` trains once for each.':
    '把行分成这么多等份，以其中一份（而非按比例）作验证。`loom train --folds` 对每一份各训练一次。',
  'Which of the parts is validated on.': '以哪一份作验证。',
  'Share of all rows kept for testing.': '全部行中留作测试的比例。',
  'Which rows come into which part.': '决定哪些行归入哪一部分。',
  'The column of the classes, the groups, or the names of the parts.': '给出类别、组或各部分名称的列。',
  'Keeps gradients from growing: each element by itself, each weight tensor by its norm, all together by their norm, or each unit in proportion to its weights.':
    '防止梯度过大：按每个元素、按每个权重张量的范数、按全体的范数，或按各单元的权重大小成比例地限制。',
  'No gradient (or their norm) becomes larger; for adaptive clipping as a share of the weights.':
    '梯度（或其范数）不超过此值；自适应裁剪时为占权重的比例。',
  'Standard deviation of normal noise on the gradients at the first step, after clipping; 0 adds none. Can free very deep networks that are stuck.':
    '第一步时裁剪之后加在梯度上的正态噪声的标准差；0 表示不加。可使停滞的很深的网络重新学习。',
  'How fast the noise fades: step to the power of minus this.': '噪声衰减的快慢：步数的负此次幂。',
  'Validation, test and the saved weights use an average of the weights over the steps: of the newest most (exponential, EMA), or of all alike (equal, SWA).':
    '验证、测试和保存的权重使用权重在各步上的平均：越新的比重越大（指数，EMA），或全部相同（等权，SWA）。',
  'What share of the average each update keeps.': '每次更新时保留平均值的比例。',
  'Until then the average is the weights themselves.': '在此之前，平均值即权重本身。',
  'After how many updates the weights enter the average again; the steps of an epoch, for one entry an epoch.':
    '每隔多少次更新把权重计入平均；设为一轮的步数则每轮计入一次。',
  'Pruning: this share of the weights of matrices and convolutions is zero at the end. The smallest become zero while training goes on, and the others learn to do without. Best of weights that are trained already.':
    '剪枝：结束时权重矩阵与卷积核中有此比例为零。训练中最小的权重逐步变为零，其余权重随之调整。从已训练的权重开始效果最好。',
  'Whether each layer becomes that sparse, or the network as a whole: then some layers lose nearly all and others little.':
    '每层都达到此稀疏度，还是整个网络达到：后者有的层几乎全部为零，有的层变化很少。',
  'After what share of the steps the first weights become zero.': '训练进行到多大比例的步数时开始有权重变为零。',
  'After what share of the steps all are zero that will be: many at first, then fewer and fewer. The steps behind mend what is left. Only epochs behind it count as the best, and for stopping early.':
    '训练进行到多大比例的步数时剪枝完成：起初变为零的多，之后越来越少。其后的步数用于修复余下的权重。只有其后的轮次才参与最佳一轮与早停的判断。',
  'How weights are written at the end of a run and in exports. In 16 bits they take half the room and keep three digits; checkpoints always keep 32.':
    '运行结束和导出时权重的存储方式。16 位占一半空间，保留三位有效数字；检查点始终为 32 位。',
  'How far each step goes.': '每一步走多远。',
  'Steps in which the learning rate first grows in a straight line to what the schedule says.':
    '开始时学习率沿直线升到调度所给值的步数。',
  'Whether weight decay acts on biases and the scales of norms too.': '权重衰减是否也作用于偏置和归一化的缩放系数。',
  'The validation metric that should go on getting better.': '应持续改善的验证指标。',
  'Epochs without improvement before training stops.': '多少轮没有改善后停止训练。',
  'The share of this loss in the sum.': '此损失在总和中的权重。',
  'The name under which the Data panel gives it a column.': '数据面板为它指定列时所用的名称。',
  'Whose weights a training leaves at its end: those of the epoch that did best on validation, by what early stopping watches, else the first metric, else the loss; or those of the last step. Without validation rows it is the last step, and after Stop.':
    '训练结束时留下谁的权重：验证中最佳一轮的（依据早停所关注的指标，否则为第一个指标，再否则为损失），或最后一步的。没有验证行或按了停止时，为最后一步。',
};
