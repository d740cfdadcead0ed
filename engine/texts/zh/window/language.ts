/** Which language the window is in. */
export const language = {
  'language.title': '语言',
  'language.system': '跟随系统',
} as const;
