/** Which language the window is in. */
export const language = {
  'language.choose': '语言：{{language}}',
  'language.chooseSystem': '语言：跟随系统',
} as const;
