/** Every benchmark case, in the order of `peer/pytorch_peer.py`. */
import { digits } from './cases/digits.ts';
import { images224 } from './cases/images224.ts';
import { images32 } from './cases/images32.ts';
import { long, texts } from './cases/texts.ts';
import type { BenchCase } from './define.ts';

export const CASES: readonly BenchCase[] = [...digits, ...images32, ...images224, ...texts];

/** Some have no peer. */
export const caseOf = (name: string): BenchCase | undefined => [...CASES, ...long].find((one) => one.name === name);
