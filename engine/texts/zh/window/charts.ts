/** Charts. */
export const charts = {
  'scatter.label_other': '{{count}} 个预测值与真值的对照，从 {{low}} 到 {{high}}',
  'charts.validation': '验证',
  'charts.training': '训练',
  'charts.epoch': '第 {{at}} 轮',
  'charts.logarithmic': '{{title}}：对数坐标轴',
  'charts.log': '对数',
  'charts.all': '全部',
  'charts.all.label': '{{title}}：包括尖峰',
  'charts.all.doc': '显示超出范围的尖峰；三角形标出它们的位置。',
} as const;
