/** A text whose marked parts stand out: `<b>7,850</b> parameters`. The marks are those of the elements they become. */
import { createElement, type ReactNode } from 'react';

const MARKED = /<(b|code|kbd)>(.*?)<\/\1>/g;

export function Rich({ text }: { readonly text: string }): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(MARKED)) {
    parts.push(text.slice(end, found.index), createElement(found[1]!, { key: found.index }, found[2]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}
