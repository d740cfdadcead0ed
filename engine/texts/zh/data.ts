/** Datasets and transforms. */
export const data = {
  'datasets.mnist.title': 'MNIST 手写数字',
  'datasets.text.title': '文本',
  'datasets.shapes.title': '几何图形',
  'datasets.points.title': '平面上的点',
  'datasets.waves.title': '波形',
  'datasets.sequence-tasks.title': '序列任务',
  'datasets.sentences.title': '合成句子',
  'datasets.idx.title': 'IDX 文件',
  'datasets.numpy.title': 'NumPy 数组',
  'datasets.pictures.title': '图片文件夹',
  'transforms.scale.title': '缩放',
  'transforms.standardize.title': '标准化',
  'transforms.oneHot.title': '独热编码',
} as const;
