/** Parts of sentences: `engine/phrases.ts` has their English. */
export const phrases = {
  'phrases.layer': '{{title}} “{{name}}”',
} as const;
