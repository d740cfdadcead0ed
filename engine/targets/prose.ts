/** Text of a document where generated files have text: in comments and in Markdown. Whatever it is, it stays there and on its line. */
import { CONTROLS, HALVES } from '../graph/characters.ts';

/** One line of text. */
export const plainText = (text: string): string =>
  text.replace(new RegExp(`[${CONTROLS}]+`, 'gu'), ' ').replace(new RegExp(HALVES, 'gu'), '\uFFFD');

/** As a line of a comment: nothing in it ends the comment. */
export const commentText = (text: string): string => plainText(text).replaceAll('*/', '* /');

/** As a line of Markdown: nothing in it is a heading, a link, an element of HTML or anything else than text. */
export const markdownText = (text: string): string => plainText(text).replace(/[\\`*_[\]{}<>#|~&]/g, '\\$&');
