/** Parts of sentences: `engine/phrases.ts` has their English. */
export const phrases = {
  'phrases.layer': '{{title}} “{{name}}”',
  'phrases.no-checkpoint': '还没有检查点。',
  'phrases.checkpoint-kept': '第 {{step}} 步的检查点已保留。',
  'phrases.train-again': '还没有检查点：请重新训练。',
  'phrases.resume-run': '运行已保留到第 {{step}} 步的检查点：请继续该运行。',
} as const;
