/** Every Chinese text by its id. */
import { phrases } from './phrases.ts';
import { language } from './window/language.ts';
import { status } from './window/status.ts';

export const zh = { ...phrases, ...language, ...status } as const;
