/** Words that stand in many places. */
export const common = {
  'common.cancel': '取消',
  'common.done': '完成',
  'common.close': '关闭',
  'common.keep': '保留',
  'common.remove': '移除',
  'common.mixed': '不一致',
  'common.choose': '选择',
  'fields.must-be': '{{label}}须为{{expected}}。',
} as const;
