/** The bar at the window's foot. */
export const status = {
  'status.parameters_other': '<b>{{shown}}</b> 个参数',
  'status.macs_other': '<b>{{shown}}</b> 次乘加',
  'status.memory': '<b>{{memory}}</b> 用于训练，批大小 {{batch}}',
  'status.problems_other': '{{count}} 个问题',
  'status.toDo': '{{count}} 项待办',
  'status.warnings_other': '{{count}} 个警告',
  'status.safe': '未保存；已有备份',
  'status.unsaved': '未保存',
  'status.new': '尚未保存',
  'status.saved': '已保存',
} as const;
