/** Every finding about data, in the order in which they are told. */
import type { Problem } from '../../problems.ts';
import { acrossSplits } from './acrossSplits.ts';
import { constant } from './constant.ts';
import type { Facts, Finding } from './define.ts';
import { drift } from './drift.ts';
import { duplicates } from './duplicates.ts';
import { fewRows } from './fewRows.ts';
import { givesAway } from './givesAway.ts';
import { identifier } from './identifier.ts';
import { imbalance } from './imbalance.ts';
import { longTexts } from './longTexts.ts';
import { labels } from './labels.ts';
import { missing } from './missing.ts';
import { nearly } from './nearly.ts';
import { outliers } from './outliers.ts';
import { rounded } from './rounded.ts';
import { same } from './same.ts';
import { signs } from './signs.ts';
import { unreadable } from './unreadable.ts';

export const FINDINGS: readonly Finding[] = [
  givesAway,
  acrossSplits,
  unreadable,
  nearly,
  signs,
  labels,
  imbalance,
  fewRows,
  longTexts,
  drift,
  identifier,
  constant,
  same,
  rounded,
  missing,
  outliers,
  duplicates,
];

export const findingsIn = (facts: Facts): Problem[] => FINDINGS.flatMap((finding) => finding.find(facts));
