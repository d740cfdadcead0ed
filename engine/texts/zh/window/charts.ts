/** Charts. */
export const charts = {
  'charts.validation': '验证',
  'charts.training': '训练',
  'charts.epoch': '第 {{at}} 轮',
  'charts.logarithmic': '{{title}}：对数坐标轴',
  'charts.log': '对数',
} as const;
