/** The dock and its panels' titles. */
export const panels = {
  'dock.title': '底部面板',
  'dock.panels': '面板',
  'panels.training.title': '训练',
  'panels.statistics.title': '层统计',
  'panels.results.title': '结果',
  'panels.data.title': '数据',
  'panels.code.title': '代码',
  'panels.problems.title': '问题',
  'panels.runs.title': '运行记录',
} as const;
