import { type Phrase, phrase } from '../../phrases.ts';

/** How much is read of a text where a network has room for so many tokens only. */
export interface Reading {
  readonly all: number;
  readonly read: number;
  /** Which ones these are. */
  readonly which: 'first' | 'last';
}

/** What is to be said of it; undefined where all is read. */
export const partRead = ({ all, read, which }: Reading): Phrase | undefined =>
  read < all ? phrase(`reads-${which}`, { all, read }) : undefined;
