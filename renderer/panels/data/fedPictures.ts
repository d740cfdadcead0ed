import type { Column } from '../../../engine/data/define.ts';
import type { Document } from '../../../engine/graph/document.ts';

/** Whether an input is fed with pictures: only these are augmented. */
export const fedPictures = ({ data }: Pick<Document, 'data'>, columns: readonly Column[]): boolean =>
  Object.values(data.inputs).some(({ column }) =>
    columns.some(({ name, kind }) => name === column && kind === 'image'),
  );
