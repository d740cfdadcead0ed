import { subjectsOf } from '../../../engine/data/augment/rows.ts';
import type { Subject } from '../../../engine/data/augment/define.ts';
import type { Column } from '../../../engine/data/define.ts';
import { resolveFeeds } from '../../../engine/data/feeds.ts';
import type { Document } from '../../../engine/graph/document.ts';

/** What of the inputs can be augmented. */
export const fedSubjects = ({ data }: Pick<Document, 'data'>, columns: readonly Column[]): ReadonlySet<Subject> =>
  subjectsOf(resolveFeeds(columns, data).feeds);
